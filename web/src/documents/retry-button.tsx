import { RotateCw } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { useText } from '#language/language.tsx';
import { useRetryDocument } from './use-documents.ts';
import type { Document } from '#api/documents.ts';

/** Goes on behind what was read and indexed before it failed. */
export function RetryButton({ document }: { document: Document }) {
  const text = useText();
  const retry = useRetryDocument();
  return (
    <Button size="small" className="mt-3" disabled={retry.isPending} onClick={() => retry.mutate(document)}>
      <RotateCw /> {text.retry}
    </Button>
  );
}
