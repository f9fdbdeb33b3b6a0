import type { LanguageModel, ModelMessage } from '#ai/complete.ts';
import type { EmbeddingModel } from '#ai/embed.ts';
import type { Reranker } from '#ai/rerank.ts';
import type { Database } from '#kernel/db/database.ts';
import type { Logger } from '#kernel/telemetry/logger.ts';
import { placeCitations } from '../citations/place-citations.ts';
import { proveAnswer } from '../proof/prove-answer.ts';
import type { AnswerPart } from './answer-part.ts';
import { answerWithModel } from './answer-with-model.ts';
import { answerWithQuotes } from './answer-with-quotes.ts';
import { toPassagePart } from './passage.ts';
import { continueAnswer } from './continue-answer.ts';
import { retrievePassages } from './retrieve-passages.ts';
import type { Retrieved } from './retrieve-passages.ts';
import type { WrittenAnswer } from './written-answer.ts';

export interface QuestionToAnswer {
  tenantId: string;
  text: string;
  /** Empty: everything. */
  libraryIds: string[];
  documentIds: string[];
  /** What was said before, oldest first. */
  history: ModelMessage[];
  /** What there is of the answer already: only the rest of it is given. */
  written?: WrittenAnswer;
  /** Where it was begun before the run was stored. */
  retrieved?: Promise<Retrieved>;
}

export interface AnswerSources {
  db: Database;
  /** Undefined: the answer is quoted sentences. */
  languageModel?: LanguageModel;
  embeddingModel?: EmbeddingModel;
  /** Undefined: passages stay as they were ranked. */
  reranker?: Reranker;
  /** The language model judges, too, what its answer rests on: one more call for each answer. */
  proof?: 'rules' | 'model';
  logger?: Logger;
}

/**
 * Answers a question from the documents in its scope, part by part: what was retrieved, the text with its markers, each
 * citation where its marker first appears, what each sentence rests on, what it cost.
 * @throws NotFound for a library or document that is not the tenant's, ProviderError, or the signal's reason.
 */
export function answerQuestion(
  sources: AnswerSources,
  question: QuestionToAnswer,
  signal: AbortSignal,
): AsyncGenerator<AnswerPart> {
  const { db, logger, proof = 'rules' } = sources;
  const { tenantId, written } = question;
  const judge = proof === 'model' ? sources.languageModel : undefined;
  const prove = (parts: AsyncIterable<AnswerPart>) => proveAnswer(parts, { judge, signal, logger });
  if (written === undefined)
    return prove(placeCitations(db, tenantId, writeAnswer(sources, question, signal)));
  const { text, history } = question;
  const rest = continueAnswer(sources.languageModel, { question: text, history, written, signal });
  // What is proved is the whole text; what was written before is placed already.
  return skip(written.parts.length, prove(behind(written.parts, placeCitations(db, tenantId, rest))));
}

async function* behind(before: AnswerPart[], parts: AsyncIterable<AnswerPart>): AsyncGenerator<AnswerPart> {
  yield* before;
  yield* parts;
}

async function* skip(count: number, parts: AsyncIterable<AnswerPart>): AsyncGenerator<AnswerPart> {
  let skipped = 0;
  for await (const part of parts) if (++skipped > count) yield part;
}

async function* writeAnswer(
  sources: AnswerSources,
  question: QuestionToAnswer,
  signal: AbortSignal,
): AsyncGenerator<AnswerPart> {
  const { languageModel } = sources;
  const retrieved = await (question.retrieved ?? retrievePassages(sources, question, signal));
  signal.throwIfAborted();
  yield {
    type: 'retrieval',
    query: retrieved.query,
    mode: retrieved.mode,
    searched_documents: retrieved.searchedDocuments,
    passages: retrieved.passages.map(toPassagePart),
  };
  const { passages, understood } = retrieved;
  if (languageModel === undefined || passages.length === 0) {
    const terms = await retrieved.weigh();
    yield* answerWithQuotes({ text: question.text, terms, wantsNumber: understood.wantsNumber }, passages);
  } else {
    const { text, history } = question;
    yield* answerWithModel(languageModel, { question: text, passages, history, signal });
  }
}
