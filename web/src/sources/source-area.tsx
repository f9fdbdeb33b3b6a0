import { TextQuote } from 'lucide-react';
import { Suspense, lazy } from 'react';
import { ProgressRing } from '#components/ui/progress-ring.tsx';
import { useText } from '#language/language.tsx';
import { usePlace } from '#workspace/place.ts';

const SourcePanel = lazy(() => import('./source-panel.tsx'));

export function SourceArea() {
  const { document, page = 1 } = usePlace();
  if (!document) return <NoSource />;
  return (
    <Suspense fallback={<ProgressRing fraction={null} className="mx-auto mt-10" />}>
      <SourcePanel documentId={document} pageNumber={page} />
    </Suspense>
  );
}

function NoSource() {
  const text = useText();
  return (
    <div className="flex grow flex-col items-center justify-center px-8 pb-[12vh] text-center">
      <span className="grid size-11 place-items-center rounded-full bg-sunken text-muted">
        <TextQuote className="size-5" aria-hidden />
      </span>
      <h2 className="mt-4 text-sm font-semibold leading-6">{text.sourceEmpty}</h2>
      <p className="mt-1 max-w-64 text-sm leading-6 text-muted">{text.sourceEmptyNext}</p>
    </div>
  );
}
