import { listGraphemeEnds } from './text-boundaries.ts';
import type { BoundaryTest } from './text-boundaries.ts';
import { trimRange } from './trim-range.ts';
import type { Range } from './trim-range.ts';

const words = new Intl.Segmenter('und', { granularity: 'word' });
const clauseEnd = /[,;:،、，；：—–|]$/;

/** A single visible character longer than this is cut: text that nobody reads must not fill a chunk. */
const MAX_GRAPHEME_CHARACTERS = 4_000;

/**
 * Cuts a range that is longer than a chunk may be: behind a clause, else between words, and inside a word only where
 * the word alone is too long, then between visible characters.
 */
export function splitLongRange(
  text: string,
  [start, end]: Range,
  options: { maxCharacters: number; isBoundary: BoundaryTest },
): Range[] {
  if (end - start <= options.maxCharacters) return [[start, end]];
  const pieces: Range[] = [];
  let from = start;
  const cuts = new CutPlaces(start);
  for (const word of listWordEnds(text, start, end, options.isBoundary)) {
    while (word.end - from > options.maxCharacters) {
      const cut =
        cuts.best(from, options.maxCharacters) ?? cutInside(text, from, word.end, options.maxCharacters);
      pieces.push([from, cut]);
      from = cut;
      if (from >= word.end) break;
    }
    cuts.note(word);
  }
  if (from < end) pieces.push([from, end]);
  return pieces.map(piece => trimRange(text, piece, options.isBoundary)).filter(([a, b]) => a < b);
}

interface WordEnd {
  end: number;
  kind: 'clause' | 'space' | 'word';
}

function* listWordEnds(
  text: string,
  start: number,
  end: number,
  isBoundary: BoundaryTest,
): Generator<WordEnd> {
  let clause = false;
  for (const { index, segment } of words.segment(text.slice(start, end))) {
    const wordEnd = start + index + segment.length;
    if (wordEnd < end && !isBoundary(wordEnd)) continue;
    const blank = segment.trim() === '';
    yield { end: wordEnd, kind: blank ? (clause ? 'clause' : 'space') : 'word' };
    clause = blank ? clause : clauseEnd.test(segment);
  }
}

/** Remembers the latest place of each kind where the text may be cut. */
class CutPlaces {
  private readonly latest: Record<WordEnd['kind'], number>;

  constructor(start: number) {
    this.latest = { clause: start, space: start, word: start };
  }

  note(word: WordEnd): void {
    this.latest[word.kind] = word.end;
  }

  best(from: number, maxCharacters: number): number | undefined {
    const half = from + maxCharacters / 2;
    if (this.latest.clause > half) return this.latest.clause;
    if (this.latest.space > half) return this.latest.space;
    const any = Math.max(this.latest.clause, this.latest.space, this.latest.word);
    return any > from ? any : undefined;
  }
}

function cutInside(text: string, from: number, wordEnd: number, maxCharacters: number): number {
  let cut = from;
  for (const end of listGraphemeEnds(text, from, Math.min(wordEnd, from + MAX_GRAPHEME_CHARACTERS))) {
    if (end - from > maxCharacters && cut > from) break;
    cut = end;
  }
  return cut;
}
