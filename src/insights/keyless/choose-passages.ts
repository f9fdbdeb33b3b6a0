import { tokenize } from '#knowledge/index/tokenize.ts';
import { thin } from './find-sentences.ts';
import { compareTexts, lexRank, pickDiverse } from './lex-rank.ts';

export interface PassageLimits {
  maxCharacters: number;
  maxPassages: number;
}

const MOST = 600;
const LAMBDA = 0.7;

/** Of texts that are too long together, the most central ones that fit; their places, in order. */
export function choosePassages(texts: readonly string[], limits: PassageLimits): number[] {
  const candidates = thin([...texts.keys()], MOST);
  const likeness = compareTexts(candidates.map(index => tokenize(texts[index]!)));
  const ranked = pickDiverse(lexRank(likeness), likeness, { count: candidates.length, lambda: LAMBDA });
  const chosen: number[] = [];
  let characters = 0;
  for (const place of ranked) {
    const index = candidates[place]!;
    const size = texts[index]!.length;
    if (chosen.length >= limits.maxPassages) break;
    if (characters + size > limits.maxCharacters) continue;
    chosen.push(index);
    characters += size;
  }
  return chosen.toSorted((a, b) => a - b);
}
