/** Where a passage stands, as the API tells it. */
export interface Place {
  document_title: string;
  paged: boolean;
  page_start: number | null;
  page_end: number | null;
  headings: string[];
}

/** "Annual report, pages 3–4", or "Handbook, On call" where there are no pages. */
export function formatPlace(place: Place): string {
  const where = place.paged ? formatPages(place) : place.headings.at(-1);
  return where === undefined || where === '' ? place.document_title : `${place.document_title}, ${where}`;
}

function formatPages({ page_start: first, page_end: last }: Place): string | undefined {
  if (first === null) return undefined;
  return last === null || last === first ? `page ${first}` : `pages ${first}–${last}`;
}
