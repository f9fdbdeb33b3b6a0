import { tokenize } from './tokenize.ts';

/** Bytes of one entry: place in the segment (1), how often (1), terms in the chunk (2, low one first). */
export const ENTRY_BYTES = 4;
const MAX_FREQUENCY = 0xff;
const MAX_LENGTH = 0xffff;

export interface SegmentPostings {
  /** In code point order, each with its entries packed. */
  terms: string[];
  entries: Buffer[];
  /** Terms of all chunks, repetitions included. */
  tokenCount: number;
}

/** What a chunk is found by: its text, and the headings above it that the text itself does not show. */
export function searchableText(chunk: { text: string; headings: string[] }): string {
  return [...chunk.headings.filter(heading => !chunk.text.includes(heading)), chunk.text].join('\n');
}

/** Inverts up to 256 texts: for each term the texts that have it. */
export function buildPostings(texts: string[]): SegmentPostings {
  const byTerm = new Map<string, number[]>();
  let tokenCount = 0;
  texts.forEach((text, place) => {
    const terms = tokenize(text);
    const length = Math.min(terms.length, MAX_LENGTH);
    tokenCount += length;
    for (const [term, frequency] of countTerms(terms)) {
      const bytes = [place, Math.min(frequency, MAX_FREQUENCY), length & 0xff, length >> 8];
      const known = byTerm.get(term);
      if (known) known.push(...bytes);
      else byTerm.set(term, bytes);
    }
  });
  const terms = [...byTerm.keys()].toSorted();
  return { terms, entries: terms.map(term => Buffer.from(byTerm.get(term)!)), tokenCount };
}

export function countTerms(terms: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}
