import { Suspense, useState } from 'react';
import { lazyPart } from '#components/lazy-part.ts';
import { ProgressRing } from '#components/ui/progress-ring.tsx';
import { usePlace } from '#workspace/place.ts';
import { InsightHistory } from './insight-history.tsx';
import { useInsightText } from './insight-words.ts';
import { KindCards } from './kind-cards.tsx';
import { InsightOptions } from './insight-options.tsx';
import { UndoDeleteInsight } from './undo-delete-insight.tsx';
import type { Scope } from '#api/conversations.ts';
import type { GenerateOptions } from './insight-options.tsx';

const InsightView = lazyPart(() => import('./insight-view.tsx'));

export interface InsightsPanelProps {
  /** What is generated now would be about these. */
  scope: Scope;
  /** How many documents they are. */
  count: number;
  /** Why nothing can be generated yet, as `AskScope` says it; null when it can. */
  obstacle: string | null;
}

/** Cards for each kind with their latest insight, what was made before, and the insight that the address names. */
export function InsightsPanel(props: InsightsPanelProps) {
  const { insight } = usePlace();
  return (
    <div className="relative flex min-h-0 grow flex-col">
      {insight === undefined ? (
        <InsightsOverview {...props} />
      ) : (
        <Suspense fallback={<ProgressRing fraction={null} className="mx-auto mt-10" />}>
          <InsightView id={insight} key={insight} />
        </Suspense>
      )}
      <UndoDeleteInsight />
    </div>
  );
}

function InsightsOverview({ scope, count, obstacle }: InsightsPanelProps) {
  const words = useInsightText();
  const [options, setOptions] = useState<GenerateOptions>({});
  return (
    <div className="min-h-0 grow overflow-y-auto p-4">
      <h2 className="text-[15px] font-semibold leading-7">{words.insights}</h2>
      <p className="text-xs leading-5 text-muted">
        {obstacle === null ? words.about(count) : words.obstacles[obstacle]}
      </p>
      <KindCards scope={scope} obstacle={obstacle} options={options} />
      <InsightOptions options={options} onChange={setOptions} />
      <InsightHistory />
    </div>
  );
}
