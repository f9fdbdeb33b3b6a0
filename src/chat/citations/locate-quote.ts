import { oneLine } from '../answer/cite-passage.ts';
import type { Span } from './boxes-of-spans.ts';

/** Between the parts of a quotation that leaves something out. */
export const OMISSION = ' … ';

/** Where a quotation stands in a page's text, whatever its white space: one span for each part. Undefined: not all of it does. */
export function locateQuote(quote: string, page: { number: number; text: string }): Span[] | undefined {
  const spans: Span[] = [];
  for (const part of quote.split(OMISSION)) {
    const words = oneLine(part).split(' ').map(escape).join('\\s+');
    const match = new RegExp(words, 'u').exec(page.text);
    if (match === null) return undefined;
    spans.push([page.number, match.index, match.index + match[0].length]);
  }
  return spans;
}

/** Whether the spans' slices of the pages are the quotation. */
export function isQuotedAt(spans: Span[], quote: string, pages: { number: number; text: string }[]): boolean {
  const slices = spans.map(([number, start, end]) =>
    pages.find(page => page.number === number)?.text.slice(start, end),
  );
  if (slices.length === 0 || slices.includes(undefined)) return false;
  return bare(slices.join(' ')) === bare(quote.replaceAll(OMISSION, ' '));
}

const bare = (text: string): string => text.replaceAll(/\s+/g, '');

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
