import { choosePassages } from '../choose-passages.ts';
import type { PassageLimits } from '../choose-passages.ts';
import { findQuestions } from '../find-questions.ts';
import type { FoundQuestion } from '../find-questions.ts';
import { findSentences } from '../find-sentences.ts';
import type { FoundUnit, PassageToRead } from '../find-sentences.ts';

export type ReadTask =
  | { find: 'sentences' | 'questions'; passages: PassageToRead[]; count: number }
  | { find: 'passages'; texts: string[]; limits: PassageLimits };

/** Runs in a thread of the pool. */
export default function read(task: ReadTask): FoundUnit[] | FoundQuestion[] | number[] {
  switch (task.find) {
    case 'sentences':
      return findSentences(task.passages, task.count);
    case 'questions':
      return findQuestions(task.passages, task.count);
    case 'passages':
      return choosePassages(task.texts, task.limits);
  }
}
