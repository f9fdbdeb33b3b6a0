import { splitUnits } from '#chat/answer/split-units.ts';
import type { Unit } from '#chat/answer/split-units.ts';
import { tokenize } from '#knowledge/index/tokenize.ts';
import { compareTexts, lexRank, pickDiverse } from './lex-rank.ts';

export interface PassageToRead {
  number: number;
  text: string;
  headings: string[];
}

/** A sentence of a passage, with what stands behind it in the same passage where that was asked for. */
export interface FoundUnit {
  passage: number;
  headings: string[];
  unit: Unit;
}

const SHORTEST = 40;
const LONGEST = 420;
const MOST = 800;
const LAMBDA = 0.7;

/** The sentences that say most of what the passages say, in their order. */
export function findSentences(passages: readonly PassageToRead[], count: number): FoundUnit[] {
  const sentences = thin(
    passages.flatMap(({ number, text, headings }) =>
      splitUnits(text)
        .filter(isTelling)
        .map(unit => ({ passage: number, headings, unit })),
    ),
    MOST,
  );
  if (sentences.length === 0) return [];
  const likeness = compareTexts(sentences.map(({ unit }) => tokenize(unit.text)));
  const picked = pickDiverse(lexRank(likeness), likeness, { count, lambda: LAMBDA });
  return picked.toSorted((a, b) => a - b).map(index => sentences[index]!);
}

/** Neither a row of a table, a question, a caption nor something endless. */
const isTelling = ({ text, header }: Unit): boolean =>
  header === undefined &&
  !/^\s*\|/.test(text) &&
  text.length >= SHORTEST &&
  text.length <= LONGEST &&
  !/[?？]["”’)]*$/u.test(text) &&
  /[\u0e00-\u0e7f]|[.!。！:;][\s"”’)\]\d]*$/u.test(text);

/** As many of them as are allowed, evenly spread. */
export function thin<Item>(items: readonly Item[], most: number): Item[] {
  if (items.length <= most) return [...items];
  const step = items.length / most;
  return Array.from({ length: most }, (_, index) => items[Math.floor(index * step)]!);
}
