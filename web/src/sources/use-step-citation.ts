import { useGo } from '#workspace/place.ts';
import { useOpenCitation } from './use-open-citation.ts';

/** Walks through the citations of the open answer, in the order in which they appear. */
export function useStepCitation() {
  const go = useGo();
  const { citation, citations } = useOpenCitation();
  const position = citation ? citations.indexOf(citation) : -1;
  const step = (by: 1 | -1) => {
    const next = citations[position + by];
    if (position === -1 || !next) return;
    const page = next.spans[0]?.[0] ?? next.page_start;
    go({ document: next.document_id, page, citation: next.index }, { replace: true });
  };
  return { citation, position, total: citations.length, step };
}
