import type { PassageSize, ReadDocument } from '#knowledge/contents/read-contents.ts';

/** A section by the heading that all of it stands under, else by its document and, where that has several, its pages. */
export function nameSection(
  part: readonly PassageSize[],
  { cut, documents }: { cut: readonly (readonly PassageSize[])[]; documents: readonly ReadDocument[] },
): string {
  const titleOf = (id: string): string => documents.find(each => each.id === id)?.title ?? '';
  const ids = [...new Set(part.map(each => each.document_id))];
  const [first] = ids;
  if (first === undefined) return '';
  if (ids.length > 1) return ids.map(titleOf).join(' · ').slice(0, MOST);
  const isWhole = cut.filter(each => each.some(one => one.document_id === first)).length === 1;
  if (isWhole) return titleOf(first);
  const headings = new Set(part.map(each => each.headings[0]));
  const [heading] = headings;
  if (headings.size === 1 && heading !== undefined) return heading;
  return `${titleOf(first)}, ${pagesOf(part)}`;
}

const MOST = 300;

function pagesOf(part: readonly PassageSize[]): string {
  const from = part[0]?.page_start;
  const to = part.at(-1)?.page_end ?? part.at(-1)?.page_start;
  return from === to ? String(from) : `${from}–${to}`;
}
