import type { ModelMessage } from '#ai/complete.ts';
import type { EmbeddingModel } from '#ai/embed.ts';
import type { Reranker } from '#ai/rerank.ts';
import type { Database } from '#kernel/db/database.ts';
import type { Logger } from '#kernel/telemetry/logger.ts';
import { searchLibrary } from '#knowledge/search/search-library.ts';
import { weighTerms } from '#knowledge/search/weigh-terms.ts';
import type { WeightedTerm } from './cover-terms.ts';
import { followUp } from './follow-up.ts';
import type { Passage } from './passage.ts';
import { understandQuestion } from './understand-question.ts';
import type { UnderstoodQuestion } from './understand-question.ts';

export interface RetrievalSources {
  db: Database;
  /** Undefined: by words alone. */
  embeddingModel?: EmbeddingModel;
  /** Reads the best passages again. */
  reranker?: Reranker;
  logger?: Logger;
}

export interface QuestionToRetrieve {
  tenantId: string;
  text: string;
  /** Empty: everything. */
  libraryIds: string[];
  documentIds: string[];
  /** What was said before, oldest first. */
  history: ModelMessage[];
}

export interface Retrieved {
  query: string;
  mode: string;
  searchedDocuments: number;
  passages: Passage[];
  understood: UnderstoodQuestion;
  /** How much each term of the question tells in these libraries: only quotations ask for it. */
  weigh: () => Promise<WeightedTerm[]>;
}

const PASSAGES = 8;

/** The passages that an answer may rest on. */
export async function retrievePassages(
  { db, embeddingModel: embed, reranker, logger }: RetrievalSources,
  { tenantId, libraryIds, documentIds, text, history }: QuestionToRetrieve,
  signal?: AbortSignal,
): Promise<Retrieved> {
  const question = followUp(text, history);
  const understood = understandQuestion(question);
  // A vector is made of the question as it was asked, words are looked for without those that only ask.
  const query = embed === undefined ? understood.query : question;
  const scope = { tenantId, libraryIds, documentIds };
  const options = { ...scope, query, k: PASSAGES, mode: 'auto', embed, reranker, signal, logger } as const;
  const found = await searchLibrary(db, options);
  const weigh = async (): Promise<WeightedTerm[]> => {
    const terms = understood.terms.map(each => each.term);
    const weights = await weighTerms(db, { ...scope, terms });
    return understood.terms.map(each => ({ ...each, weight: weights.get(each.term)! * each.emphasis }));
  };
  return {
    query,
    mode: found.mode,
    searchedDocuments: found.searchedDocuments,
    passages: found.hits.map((hit, position) => ({ ...hit, index: position + 1 })),
    understood,
    weigh,
  };
}
