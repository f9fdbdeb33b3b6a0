import { useText } from '#language/language.tsx';
import type { SharedCitation } from '#api/shares.ts';

/** What the numbers stand for, for paper and for screens without a pointer. */
export function SharedSources({ citations }: { citations: SharedCitation[] }) {
  const text = useText();
  return (
    <ul className="mt-3 space-y-1 text-xs leading-5 text-muted">
      {citations.map(citation => (
        <li key={citation.index}>
          [{citation.index}] {citation.document_title},{' '}
          {citation.paged ? text.page(citation.page_start) : text.part(citation.page_start)}: “
          {citation.quote}”
        </li>
      ))}
    </ul>
  );
}
