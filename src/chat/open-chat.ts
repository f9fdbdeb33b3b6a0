import type { Usage } from '#usage/holds/open-usage.ts';
import { answerQuestion } from './answer/answer-question.ts';
import type { AnswerSources } from './answer/answer-question.ts';
import { retrievePassages } from './answer/retrieve-passages.ts';
import { openRuns } from './runs/open-runs.ts';
import type { OpenRunsOptions, Runs } from './runs/open-runs.ts';

/** Chat as the app wires it: runs that answer questions from the library. Dispose it to end what it still writes. */
export function openChat(
  options: AnswerSources & Pick<OpenRunsOptions, 'logger'> & { usage?: Usage },
): Promise<Runs> {
  const { db, logger, usage, languageModel, embeddingModel, reranker } = options;
  const model = languageModel?.id ?? embeddingModel?.id ?? reranker?.id;
  return openRuns({
    db,
    logger,
    // Quotations that no model had a part in cost nothing.
    billing: usage && model !== undefined ? { usage, model, readsAgain: reranker !== undefined } : undefined,
    retrieve:
      embeddingModel === undefined && reranker === undefined
        ? question => retrievePassages(options, question)
        : undefined,
    answer: (question, signal, bill) =>
      answerQuestion({ ...options, ...bill?.meter(options) }, question, signal),
  });
}
