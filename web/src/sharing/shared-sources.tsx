import { describePlace } from '#chat/describe-place.ts';
import { useText } from '#language/language.tsx';
import { toQuotation } from './to-quotation.ts';
import type { SharedCitation } from '#api/shares.ts';

/** What the numbers stand for, for paper and for screens without a pointer. */
export function SharedSources({ citations }: { citations: SharedCitation[] }) {
  const text = useText();
  return (
    <ul className="mt-3 space-y-1 text-xs leading-5 text-muted">
      {citations.map(citation => (
        <li key={citation.index}>
          [{citation.index}] {citation.document_title}, {describePlace(toQuotation(citation), text)}: “
          {citation.quote}”
        </li>
      ))}
    </ul>
  );
}
