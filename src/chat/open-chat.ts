import { answerQuestion } from './answer/answer-question.ts';
import type { AnswerSources } from './answer/answer-question.ts';
import { openRuns } from './runs/open-runs.ts';
import type { OpenRunsOptions, Runs } from './runs/open-runs.ts';

/** Chat as the app wires it: runs that answer questions from the library. Dispose it to end what it still writes. */
export function openChat(options: AnswerSources & Pick<OpenRunsOptions, 'logger'>): Promise<Runs> {
  const { db, logger } = options;
  return openRuns({ db, logger, answer: (question, signal) => answerQuestion(options, question, signal) });
}
