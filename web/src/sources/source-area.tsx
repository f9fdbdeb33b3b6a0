import { Suspense } from 'react';
import { lazyPart } from '#components/lazy-part.ts';
import { ProgressRing } from '#components/ui/progress-ring.tsx';
import { useScope } from '#documents/use-scope.ts';
import { usePlace } from '#workspace/place.ts';

const SourcePanel = lazyPart(() => import('./source-panel.tsx'));
const InsightsPanel = lazyPart(async () => ({
  default: (await import('#insights/insights-panel.tsx')).InsightsPanel,
}));

/** The open document; else insights, to which closing it comes back. */
export function SourceArea() {
  const { document, page = 1 } = usePlace();
  return (
    <Suspense fallback={<ProgressRing fraction={null} className="mx-auto mt-10" />}>
      {document ? <SourcePanel documentId={document} pageNumber={page} /> : <Insights />}
    </Suspense>
  );
}

function Insights() {
  const { scope, count, obstacle } = useScope();
  return <InsightsPanel scope={scope} count={count} obstacle={obstacle} />;
}
