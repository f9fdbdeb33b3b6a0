import { setImmediate as nextTurn } from 'node:timers/promises';
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

/** Finding words in Thai takes most of a millisecond a text: in between, others get a turn of the event loop. */
const TEXTS_PER_TURN = 8;

/** Inverts up to 256 texts: for each term the texts that have it. */
export async function buildPostings(texts: string[]): Promise<SegmentPostings> {
  const byTerm = new Map<string, number[]>();
  let tokenCount = 0;
  for (const [place, text] of texts.entries()) {
    if (place % TEXTS_PER_TURN === TEXTS_PER_TURN - 1) await nextTurn();
    tokenCount += addText(byTerm, place, tokenize(text));
  }
  const terms = [...byTerm.keys()].toSorted();
  return { terms, entries: terms.map(term => Buffer.from(byTerm.get(term)!)), tokenCount };
}

/** @returns the text's length in terms. */
function addText(byTerm: Map<string, number[]>, place: number, terms: string[]): number {
  const length = Math.min(terms.length, MAX_LENGTH);
  for (const [term, frequency] of countTerms(terms)) {
    const bytes = [place, Math.min(frequency, MAX_FREQUENCY), length & 0xff, length >> 8];
    const known = byTerm.get(term);
    if (known) known.push(...bytes);
    else byTerm.set(term, bytes);
  }
  return length;
}

export function countTerms(terms: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}
