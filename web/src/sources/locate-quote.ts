import type { Span } from '#api/conversations.ts';

/** [start, end) in UTF-16 code units of a page's text. */
export type Range = [start: number, end: number];

/** Between the pieces of a quotation that leaves something out. */
const omission = ' … ';

/**
 * Where on a page the quoted words stand. The spans say it; the words are compared all the same, because marking the wrong
 * sentence is worse than marking none. Where they differ the quote, or each piece of it, is looked for on the whole page; an
 * empty list means that it is not there.
 */
export function locateQuote(pageText: string, spans: Span[], quote: string): Range[] {
  const pieces = quote.split(omission).map(piece => squeeze(piece).text);
  const wanted = pieces.join('');
  const ranges = spans.map(([, start, end]): Range => [start, end]).filter(isInside(pageText));
  const spanned = squeeze(ranges.map(([start, end]) => pageText.slice(start, end)).join('')).text;
  if (spanned !== '' && wanted.includes(spanned)) return ranges;
  const narrowed = ranges.map(range => findInside(pageText, range, wanted)).find(found => found !== null);
  if (narrowed) return [narrowed];
  const found = pieces.map(piece => findInside(pageText, [0, pageText.length], piece));
  return found.every(range => range !== null) ? found : [];
}

const isInside =
  (text: string) =>
  ([start, end]: Range) =>
    start >= 0 && start < end && end <= text.length;

function findInside(pageText: string, [start, end]: Range, wanted: string): Range | null {
  const { text, origins } = squeeze(pageText.slice(start, end));
  const at = wanted === '' ? -1 : text.indexOf(wanted);
  if (at === -1) return null;
  return [start + origins[at]!, start + origins[at + wanted.length - 1]! + 1];
}

/** The text without white space and soft hyphens, which reading and quoting treat differently, and where each unit came from. */
function squeeze(text: string): { text: string; origins: number[] } {
  const origins: number[] = [];
  let squeezed = '';
  for (let index = 0; index < text.length; index++) {
    if (/[\s\u00ad\u200b]/.test(text[index]!)) continue;
    squeezed += text[index];
    origins.push(index);
  }
  return { text: squeezed, origins };
}
