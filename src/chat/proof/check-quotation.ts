import { normalizeText } from '#knowledge/index/normalize-text.ts';
import type { Evidence } from './evidence.ts';

export interface Quotation {
  state: 'verbatim' | 'altered';
  /** Nothing but the quotation stands in the sentence. */
  isAll: boolean;
}

const marks = /“([^”]{12,})”|"([^"]{12,})"|«([^»]{12,})»/gu;

/** Whether what a sentence puts in quotation marks stands in a passage word for word; undefined: it quotes nothing. */
export function checkQuotation(text: string, { passages }: Evidence): Quotation | undefined {
  const quotations = [...text.matchAll(marks)].map(match => (match[1] ?? match[2] ?? match[3])!);
  // A title or a term in quotation marks is no quotation.
  const long = quotations.filter(each => each.trim().split(/\s+/).length > 2 || /[\u0e00-\u0e7f]/.test(each));
  if (long.length === 0) return undefined;
  const sources = passages.map(passage => comparable(passage.text));
  const isFound = long.every(each => sources.some(source => source.includes(comparable(each))));
  return { state: isFound ? 'verbatim' : 'altered', isAll: isNothing(text.replaceAll(marks, '')) };
}

/** Line breaks, the form of quotation marks, the end of a quotation and what Markdown stresses words with say nothing. */
const comparable = (text: string): string =>
  normalizeText(text)
    .replaceAll(/[“”"«»]/g, '"')
    .replaceAll(/[*_`]+/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/[.,;…]$/, '');

const isNothing = (text: string): boolean => !/[\p{L}\p{N}]/u.test(text);
