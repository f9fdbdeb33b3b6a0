import type { InsightKind } from './insight-kind.ts';
import { interviewTips } from './interview-tips.ts';
import { questionsAndAnswers } from './questions-and-answers.ts';
import { slides } from './slides.ts';
import { summary } from './summary.ts';

/** The kinds that are built in; one more is one file more, and a line here. */
export const kinds: readonly InsightKind[] = [summary, questionsAndAnswers, interviewTips, slides];

export const kindIds = kinds.map(kind => kind.id) as [string, ...string[]];

export function kindOf(id: string): InsightKind {
  const kind = kinds.find(each => each.id === id);
  if (kind === undefined) throw new Error(`there is no kind of insight called ${id}`);
  return kind;
}
