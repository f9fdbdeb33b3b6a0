import type { Citation } from '#api/conversations.ts';
import type { Dictionary } from '#language/english.ts';

/** "Page 4", "Page 4–5"; "Part 2" where a document has no sheets of paper. */
export function describePlace(citation: Citation, text: Dictionary): string {
  const { page_start: first, page_end: last, paged } = citation;
  const name = paged ? text.page(first) : text.part(first);
  return last > first ? `${name}–${last}` : name;
}
