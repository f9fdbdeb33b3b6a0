import { ArrowLeft } from 'lucide-react';
import { isUnderway } from '#api/insights.ts';
import { ApiError } from '#api/request.ts';
import { CodeText } from '#components/code-text.tsx';
import { Button } from '#components/ui/button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { ProgressRing } from '#components/ui/progress-ring.tsx';
import { isDoubtful } from '#chat/mark-proof.ts';
import { ErrorNotice } from '#language/error-notice.tsx';
import { formatTime } from '#language/format-time.ts';
import { useLanguage } from '#language/language.tsx';
import { useGo } from '#workspace/place.ts';
import { describeCost } from './describe-cost.ts';
import { InsightMenu } from './insight-menu.tsx';
import { InsightSections } from './insight-sections.tsx';
import { useInsightText } from './insight-words.ts';
import { useChangeInsight, useInsight } from './use-insights.ts';
import type { InsightContent } from '#api/insights.ts';

/** One insight, as far as it is written. */
export default function InsightView({ id }: { id: string }) {
  const words = useInsightText();
  const go = useGo();
  const { data: insight, error } = useInsight(id);
  const isGone = error instanceof ApiError && error.status === 404;
  return (
    <>
      <header className="flex shrink-0 items-center gap-1 border-b py-1.5 pr-2 pl-2">
        <Button variant="ghost" size="small" onClick={() => go({ insight: undefined })}>
          <ArrowLeft /> {words.back}
        </Button>
        <span className="grow" />
        {insight && <InsightMenu insight={insight} />}
      </header>
      <div className="min-h-0 grow overflow-y-auto p-4">
        {isGone && <p className="text-sm leading-6 text-muted">{words.notThere}</p>}
        {error && !isGone && <ErrorNotice error={error} />}
        {!insight && !error && <ProgressRing fraction={null} className="mx-auto mt-6" />}
        {insight && <Content insight={insight} />}
      </div>
    </>
  );
}

function Content({ insight }: { insight: InsightContent }) {
  const words = useInsightText();
  const kind = insight.kind_name ?? words.kinds[insight.kind] ?? insight.kind;
  return (
    <article aria-label={insight.title} data-status={insight.status}>
      <p className="text-xs font-medium leading-5 text-accent-strong">{kind}</p>
      <h2 className="text-lg font-semibold leading-7 [overflow-wrap:anywhere]">{insight.title}</h2>
      <Making insight={insight} />
      <Remarks insight={insight} />
      {isUnderway(insight) && <Writing insight={insight} />}
      <InsightSections insight={insight} />
    </article>
  );
}

/** When, by whom and for how much it was made. */
function Making({ insight }: { insight: InsightContent }) {
  const words = useInsightText();
  const { language } = useLanguage();
  const { passages, model, answered_by: answeredBy } = insight;
  const details = [
    formatTime(insight.finished_at ?? insight.created_at, language),
    answeredBy === 'model' && model !== null ? words.writtenBy(model) : null,
    describeCost(insight, words, language),
    passages.read < passages.total ? words.readSome(passages.read, passages.total) : null,
  ];
  return (
    <>
      <p className="text-xs leading-5 text-muted">{details.filter(each => each !== null).join(' · ')}</p>
      {answeredBy === 'keyless' && (
        <p className="mt-2 w-fit rounded-lg bg-warning-soft px-2.5 py-1 text-xs leading-5 text-warning">
          {words.keyless}
        </p>
      )}
    </>
  );
}

function Remarks({ insight }: { insight: InsightContent }) {
  const words = useInsightText();
  const { text } = useLanguage();
  const change = useChangeInsight();
  const act = (action: 'retry' | 'regenerate', label: string) => (
    <Button
      size="small"
      className="mt-2"
      disabled={change.isPending}
      onClick={() => change.mutate({ id: insight.id, action })}
    >
      {label}
    </Button>
  );
  const sentences = insight.sections
    .flatMap(section => section.entries.flatMap(entry => entry.items))
    .flatMap(item => item.proof.sentences.filter(each => each.verdict !== 'no-claim'));
  const doubtful = sentences.filter(isDoubtful).length;
  return (
    <>
      {insight.outdated && insight.status === 'ready' && (
        <Notice tone="info" title={words.outdatedExplain} className="mt-3">
          <Changes insight={insight} />
          {insight.documents.some(each => each.change !== 'deleted') && act('regenerate', words.again)}
        </Notice>
      )}
      {insight.status === 'failed' && (
        <Notice tone="danger" title={insight.failure?.message ?? words.failed} className="mt-3">
          {insight.failure?.next_step && (
            <p className="text-muted">
              <CodeText>{insight.failure.next_step}</CodeText>
            </p>
          )}
          {act('retry', text.retry)}
          <RawReply reply={insight.raw_reply} />
        </Notice>
      )}
      {insight.status === 'cancelled' && (
        <Notice tone="info" title={words.cancelled} className="mt-3">
          {act('retry', text.retry)}
        </Notice>
      )}
      {doubtful > 0 && (
        <p className="mt-2 text-xs leading-5 text-warning">{words.doubts(doubtful, sentences.length)}</p>
      )}
    </>
  );
}

function Changes({ insight }: { insight: InsightContent }) {
  const words = useInsightText();
  return (
    <ul className="text-muted">
      {insight.documents.map(({ id, title, change }) =>
        change === null ? null : (
          <li key={id}>{change === 'deleted' ? words.gone(title) : words.changed(title)}</li>
        ),
      )}
      {insight.new_documents > 0 && <li>{words.added(insight.new_documents)}</li>}
    </ul>
  );
}

function RawReply({ reply }: { reply: string | null }) {
  const words = useInsightText();
  if (reply === null) return null;
  return (
    <details className="mt-2">
      <summary className="cursor-pointer text-xs leading-6">{words.rawReply}</summary>
      <pre className="max-h-60 overflow-auto rounded-lg bg-surface p-2 text-xs leading-5 whitespace-pre-wrap [overflow-wrap:anywhere]">
        {reply}
      </pre>
    </details>
  );
}

function Writing({ insight }: { insight: InsightContent }) {
  const words = useInsightText();
  const { done, total } = insight.progress;
  return (
    <p role="status" className="mt-3 flex items-center gap-2 text-sm leading-6">
      <ProgressRing fraction={total === null ? null : done / total} />
      {insight.status === 'pending'
        ? words.waiting
        : total === null
          ? words.generating
          : words.progress(done, total)}
    </p>
  );
}
