import { FilePlus2 } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { ErrorNotice } from '#language/error-notice.tsx';
import { useText } from '#language/language.tsx';
import { useCreateSampleLibrary, useOffersSamples } from './use-libraries.ts';
import { useUploads } from './use-uploads.ts';

export function EmptyDocuments({ onChoose }: { onChoose: () => void }) {
  const text = useText();
  const { uploads } = useUploads();
  const offersSamples = useOffersSamples({ enabled: true });
  const samples = useCreateSampleLibrary();
  if (uploads.length > 0) return null;
  return (
    <div className="p-3">
      <button
        type="button"
        onClick={onChoose}
        className="flex w-full flex-col items-center rounded-xl border border-dashed border-border-strong px-5 py-10 text-center transition-colors hover:border-accent hover:bg-accent-soft/50"
      >
        <span className="grid size-11 place-items-center rounded-full bg-accent-soft text-accent">
          <FilePlus2 className="size-5" aria-hidden />
        </span>
        <span className="mt-4 text-sm font-semibold leading-6">{text.noDocuments}</span>
        <span className="mt-1 text-sm leading-6 text-muted">{text.noDocumentsNext}</span>
        <span className="mt-3 text-xs leading-5 text-muted">{text.formats}</span>
      </button>
      {offersSamples && (
        <Button className="mt-3 w-full" disabled={samples.isPending} onClick={() => samples.mutate()}>
          {text.addSamples}
        </Button>
      )}
      {samples.error && <ErrorNotice error={samples.error} className="mt-3" />}
    </div>
  );
}
