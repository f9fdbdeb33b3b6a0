import { turnLabel } from '#knowledge/extract/talks/transcript-file.ts';
import type { InsightContent } from '../insight-schema.ts';

type Citation = InsightContent['citations'][number];

/** Where a quotation stands, in a few words: "Handbook, page 3", "Call 7, agent (0:01:05)". */
export function describeSource({
  document_title: title,
  paged,
  page_start: from,
  page_end: to,
  speaker,
  offset_ms,
}: Citation): string {
  if (speaker) return `${title}, ${turnLabel({ speaker, offset_ms })}`;
  if (from === null) return title;
  const range = to !== null && to !== from ? `${from}–${to}` : String(from);
  return `${title}, ${paged ? 'page' : 'part'} ${range}`;
}

/** The citations that a text names, in the order of their numbers in it. */
export function citationsIn(text: string, citations: readonly Citation[]): Citation[] {
  const numbers = new Set([...text.matchAll(/\[(\d{1,3})\]/g)].map(match => Number(match[1])));
  return [...numbers].flatMap(number => citations.filter(each => each.index === number));
}

/** A text without its markers. */
export const withoutMarkers = (text: string): string => text.replaceAll(/\s*\[\d{1,3}\]/g, '').trim();
