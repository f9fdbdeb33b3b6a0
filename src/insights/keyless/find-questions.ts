import { splitUnits } from '#chat/answer/split-units.ts';
import type { Unit } from '#chat/answer/split-units.ts';
import type { FoundUnit, PassageToRead } from './find-sentences.ts';

export interface FoundQuestion extends FoundUnit {
  /** What stands behind it, at least one. */
  answers: FoundUnit[];
}

const LONGEST_QUESTION = 300;
const MOST_ANSWERS = 2;

/** Questions that stand in the passages, each with the sentences behind it; `count` at most, in their order. */
export function findQuestions(passages: readonly PassageToRead[], count: number): FoundQuestion[] {
  const units = passages.flatMap(({ number, text, headings }) =>
    splitUnits(text).map(unit => ({ passage: number, headings, unit })),
  );
  const found = units.flatMap((each, index) => {
    if (!isQuestion(each.unit)) return [];
    const next = units.slice(index + 1, index + 1 + MOST_ANSWERS);
    const end = next.findIndex(answer => isQuestion(answer.unit));
    const answers = end === -1 ? next : next.slice(0, end);
    return answers.length === 0 ? [] : [{ ...each, answers }];
  });
  // Passages overlap: the same question may stand in two.
  return [...new Map(found.map(each => [bare(each.unit.text), each])).values()].slice(0, count);
}

const isQuestion = ({ text, header }: Unit): boolean =>
  header === undefined &&
  !/^\s*\|/.test(text) &&
  text.length <= LONGEST_QUESTION &&
  /\p{L}.*\p{L}/su.test(text) &&
  /(?:[?？]["”’)]*|(?:หรือไม่|หรือเปล่า|อย่างไร|อะไร|เมื่อไร|เท่าไร|ไหม)\s*)$/u.test(text.trim());

const bare = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
