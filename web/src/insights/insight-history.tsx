import { isUnderway } from '#api/insights.ts';
import { Button } from '#components/ui/button.tsx';
import { ProgressRing } from '#components/ui/progress-ring.tsx';
import { ErrorNotice } from '#language/error-notice.tsx';
import { formatTime } from '#language/format-time.ts';
import { useLanguage } from '#language/language.tsx';
import { useGo } from '#workspace/place.ts';
import { describeCost } from './describe-cost.ts';
import { InsightMenu } from './insight-menu.tsx';
import { useInsightText } from './insight-words.ts';
import { OutdatedMark } from './outdated-mark.tsx';
import { useInsights } from './use-insights.ts';
import type { Insight } from '#api/insights.ts';

/** All insights of the workspace, newest first. */
export function InsightHistory() {
  const words = useInsightText();
  const { text } = useLanguage();
  const { insights, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = useInsights();
  return (
    <section className="mt-5">
      <h3 className="text-xs font-semibold leading-6 text-muted">{words.history}</h3>
      {error && <ErrorNotice error={error} />}
      {!isPending && !error && insights.length === 0 && (
        <p className="text-sm leading-6 text-muted">{words.nothingYet}</p>
      )}
      <ul aria-label={words.history} className="-mx-2">
        {insights.map(insight => (
          <HistoryRow key={insight.id} insight={insight} />
        ))}
      </ul>
      {hasNextPage && (
        <Button
          size="small"
          variant="ghost"
          disabled={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {text.loadMore}
        </Button>
      )}
    </section>
  );
}

function HistoryRow({ insight }: { insight: Insight }) {
  const words = useInsightText();
  const { language } = useLanguage();
  const go = useGo();
  const { progress, status } = insight;
  const kind = insight.kind_name ?? words.kinds[insight.kind] ?? insight.kind;
  const details = [
    formatTime(insight.created_at, language),
    words.states[status],
    insight.model,
    describeCost(insight, words, language),
  ];
  return (
    <li className="row-when-seen flex items-center rounded-lg hover:bg-sunken">
      <button
        type="button"
        onClick={() => go({ insight: insight.id, area: 'source' })}
        className="min-w-0 grow rounded-lg px-2 py-1.5 text-left"
      >
        <span className="flex items-center gap-2">
          {isUnderway(insight) && (
            <ProgressRing fraction={progress.total === null ? null : progress.done / progress.total} />
          )}
          <span className="truncate text-sm leading-6">
            <span className="font-medium">{kind}</span> · {insight.title}
          </span>
        </span>
        <span className="flex flex-wrap items-center gap-x-2 text-xs leading-5 text-muted">
          <span>{details.filter(each => each !== null).join(' · ')}</span>
          {insight.outdated && <OutdatedMark />}
        </span>
      </button>
      <InsightMenu insight={insight} />
    </li>
  );
}
