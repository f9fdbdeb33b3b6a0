import { CircleSlash, CircleX } from 'lucide-react';
import { CodeText } from '#components/code-text.tsx';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { InfoCard } from '#components/ui/info-card.tsx';
import { ProgressRing } from '#components/ui/progress-ring.tsx';
import { useText } from '#language/language.tsx';
import { RetryButton } from './retry-button.tsx';
import type { Document } from '#api/documents.ts';

interface DocumentMarkProps {
  document: Document;
  isSelected: boolean;
  onSelect: (selected: boolean) => void;
}

/** The state of a document at a glance: a ring while it is read, a checkbox when it can be asked, a red mark when it failed. */
export function DocumentMark({ document, isSelected, onSelect }: DocumentMarkProps) {
  const text = useText();
  if (document.status === 'ready') {
    return (
      <Checkbox
        checked={isSelected}
        onCheckedChange={checked => onSelect(checked === true)}
        aria-label={text.selectDocument(document.title)}
      />
    );
  }
  if (document.status === 'failed') return <FailureMark document={document} />;
  if (document.status === 'cancelled') return <CircleSlash className="size-[18px] text-muted" aria-hidden />;
  return <ProgressRing fraction={findFraction(document)} />;
}

function findFraction({ progress, status }: Document): number | null {
  if (status === 'pending' || !progress?.total) return null;
  return progress.done / progress.total;
}

function FailureMark({ document }: { document: Document }) {
  const text = useText();
  const trigger = (
    <button
      type="button"
      aria-label={text.whyFailed(document.title)}
      className="rounded-full text-danger after:absolute after:-inset-2 relative"
    >
      <CircleX className="size-[18px]" />
    </button>
  );
  return (
    <InfoCard trigger={trigger}>
      <p className="font-medium">{document.failure?.message}</p>
      {document.failure?.next_step && (
        <p className="mt-1 text-muted">
          <CodeText>{document.failure.next_step}</CodeText>
        </p>
      )}
      <RetryButton document={document} />
    </InfoCard>
  );
}
