import type { EmbeddingModel } from '#ai/embed.ts';
import type { Database } from '#kernel/db/database.ts';
import type { Logger } from '#kernel/telemetry/logger.ts';
import { searchLibrary } from '#knowledge/search/search-library.ts';
import { weighTerms } from '#knowledge/search/weigh-terms.ts';
import type { WeightedTerm } from './cover-terms.ts';
import type { Passage } from './passage.ts';
import type { UnderstoodQuestion } from './understand-question.ts';

export interface RetrieveOptions {
  db: Database;
  tenantId: string;
  /** Empty: everything. */
  libraryIds: string[];
  documentIds: string[];
  question: string;
  understood: UnderstoodQuestion;
  embed?: EmbeddingModel;
  signal: AbortSignal;
  logger?: Logger;
}

export interface Retrieved {
  query: string;
  mode: string;
  searchedDocuments: number;
  passages: Passage[];
  /** How much each term of the question tells in these libraries: only quotations ask for it. */
  weigh: () => Promise<WeightedTerm[]>;
}

const PASSAGES = 8;

/** The passages that an answer may rest on. */
export async function retrievePassages(options: RetrieveOptions): Promise<Retrieved> {
  const { db, tenantId, libraryIds, documentIds, understood, embed, signal, logger } = options;
  // A vector is made of the question as it was asked, words are looked for without those that only ask.
  const query = embed === undefined ? understood.query : options.question;
  const scope = { tenantId, libraryIds, documentIds };
  const found = await searchLibrary(db, {
    ...scope,
    query,
    k: PASSAGES,
    mode: 'auto',
    embed,
    signal,
    logger,
  });
  signal.throwIfAborted();
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
    weigh,
  };
}
