import { turnLabel } from '#knowledge/extract/talks/transcript-file.ts';

/** Where a passage stands, as the API tells it. */
export interface Place {
  document_title: string;
  paged: boolean;
  page_start: number | null;
  page_end: number | null;
  headings: string[];
  speaker?: string | null;
  offset_ms?: number | null;
}

/** "Annual report, pages 3–4", or "Handbook, On call" where there are no pages; "Call 7, agent (0:01:05)". */
export function formatPlace(place: Place): string {
  const where = place.paged ? formatPages(place) : (formatTurn(place) ?? place.headings.at(-1));
  return where === undefined || where === '' ? place.document_title : `${place.document_title}, ${where}`;
}

const formatTurn = ({ speaker, offset_ms }: Place): string | undefined =>
  speaker ? turnLabel({ speaker, offset_ms }) : undefined;

function formatPages({ page_start: first, page_end: last }: Place): string | undefined {
  if (first === null) return undefined;
  return last === null || last === first ? `page ${first}` : `pages ${first}–${last}`;
}
