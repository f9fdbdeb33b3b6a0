import { RotateCcw, Sparkles, X } from 'lucide-react';
import { isUnderway } from '#api/insights.ts';
import { Button } from '#components/ui/button.tsx';
import { ProgressRing } from '#components/ui/progress-ring.tsx';
import { formatTime } from '#language/format-time.ts';
import { useLanguage } from '#language/language.tsx';
import { useGo } from '#workspace/place.ts';
import { useInsightText } from './insight-words.ts';
import { OutdatedMark } from './outdated-mark.tsx';
import { useChangeInsight, useGenerate } from './use-insights.ts';
import type { LucideIcon } from 'lucide-react';
import type { Insight, InsightRequest } from '#api/insights.ts';

interface KindCardProps {
  name: string;
  explain: string;
  icon: LucideIcon | undefined;
  latest: Insight | undefined;
  request: InsightRequest;
  /** Why this kind cannot be generated; null: it can. */
  obstacle: string | null;
  /** No document can be used yet: the panel says why. */
  isBlocked: boolean;
}

export function KindCard(props: KindCardProps) {
  const { name, explain, icon: Icon = Sparkles, latest, obstacle } = props;
  return (
    <article
      aria-label={name}
      data-kind={props.request.kind}
      className="flex h-full flex-col rounded-xl border bg-surface p-3"
    >
      <h3 className="flex items-center gap-2 pr-7 text-sm font-semibold leading-6">
        <Icon className="size-4 shrink-0 text-accent" aria-hidden />
        <span className="min-w-0 [overflow-wrap:anywhere]">{name}</span>
      </h3>
      <p className="mb-2.5 line-clamp-2 text-xs leading-5 text-muted">{obstacle ?? explain}</p>
      <div className="mt-auto">
        {latest !== undefined && isUnderway(latest) ? <Underway insight={latest} /> : <Actions {...props} />}
      </div>
    </article>
  );
}

function Underway({ insight }: { insight: Insight }) {
  const words = useInsightText();
  const change = useChangeInsight();
  const go = useGo();
  const { done, total } = insight.progress;
  return (
    <div className="flex items-center gap-1">
      <button
        type="button"
        onClick={() => go({ insight: insight.id, area: 'source' })}
        className="flex min-w-0 grow items-center gap-2 rounded-lg py-1.5 text-left text-xs leading-5"
      >
        <ProgressRing fraction={total === null ? null : done / total} />
        <span role="status" className="min-w-0">
          {insight.status === 'pending'
            ? words.waiting
            : total === null
              ? words.generating
              : words.progress(done, total)}
        </span>
      </button>
      <CancelButton
        isPending={change.isPending}
        onCancel={() => change.mutate({ id: insight.id, action: 'cancel' })}
      />
    </div>
  );
}

function CancelButton({ isPending, onCancel }: { isPending: boolean; onCancel: () => void }) {
  const { text } = useLanguage();
  return (
    <Button
      variant="ghost"
      size="icon-small"
      aria-label={text.cancel}
      disabled={isPending}
      onClick={onCancel}
    >
      <X />
    </Button>
  );
}

function Actions({ name, latest, request, obstacle, isBlocked }: KindCardProps) {
  const words = useInsightText();
  const { language } = useLanguage();
  const generate = useGenerate();
  const go = useGo();
  const isDisabled = obstacle !== null || isBlocked || generate.isPending;
  if (latest === undefined) {
    return (
      <Button
        variant="soft"
        size="small"
        className="w-full"
        aria-label={words.generateOf(name)}
        disabled={isDisabled}
        onClick={() => generate.mutate(request)}
      >
        <Sparkles /> {words.generate}
      </Button>
    );
  }
  return (
    <>
      <div className="flex gap-1.5">
        <Button
          size="small"
          className="min-w-0 grow"
          aria-label={words.viewOf(name)}
          onClick={() => go({ insight: latest.id, area: 'source' })}
        >
          {words.view}
        </Button>
        <Button
          variant="ghost"
          size="icon-small"
          aria-label={`${words.again}: ${name}`}
          disabled={isDisabled}
          onClick={() => generate.mutate(request)}
        >
          <RotateCcw />
        </Button>
      </div>
      <p className="mt-1.5 flex flex-wrap items-center gap-x-2 text-xs leading-5 text-muted">
        <time dateTime={latest.created_at}>{words.last(formatTime(latest.created_at, language))}</time>
        {latest.status !== 'ready' && <span>{words.states[latest.status]}</span>}
        {latest.outdated && <OutdatedMark />}
      </p>
    </>
  );
}
