import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { writeTogether } from '#kernel/db/write-together.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { createId } from '#kernel/ids.ts';
import { askedScope, checkScope } from '#knowledge/search/resolve-scope.ts';
import type { WrittenAnswer } from '../answer/written-answer.ts';
import { AnswerInProgress } from './answer-in-progress.ts';
import { selectEarlierMessages } from './queries.ts';
import type { EarlierMessage, NewRun } from './queries.ts';
import { firstPart } from './run-part.ts';
import type { StoredPart } from './run-part.ts';
import { storeQuestion } from './start/queries.ts';
import type { QuestionToStore, StoredQuestion } from './start/queries.ts';
import { titleFromQuestion } from './title-from-question.ts';

export interface Question {
  tenantId: string;
  userId: string;
  /** Undefined: a new conversation is made for it. */
  conversationId?: string;
  text: string;
  /** Empty: everything. */
  libraryIds: string[];
  documentIds: string[];
  /** What was said before, oldest first, where the client keeps it; else it is read from the conversation. */
  history?: EarlierMessage[];
  /** Of the request that asks, for the bill. */
  requestId?: string;
  /** Done in the transaction that stores the question, and nothing is stored if it fails. */
  onStart?: (tx: Tx, runId: string) => Promise<void>;
}

export interface StartedRun extends NewRun {
  userId: string;
  /** What was said before, oldest first. */
  history: EarlierMessage[];
  /** What there is of the answer already, where an earlier run broke off. */
  written?: WrittenAnswer;
  /** What its log begins with: who began it need not look. */
  known?: StoredPart[];
}

/** So many go with a question. */
export const HISTORY_MESSAGES = 8;

/**
 * Stores the question, the empty answer and the run that will write it, all or nothing.
 * @throws NotFound for a conversation, library or document that is not the user's; StateConflict while its last answer is being written.
 */
export async function startRun(
  db: Database,
  question: Question & { runId?: string },
  holder: string,
): Promise<StartedRun> {
  const { tenantId, userId, text, history } = question;
  const run: NewRun = {
    tenantId,
    runId: question.runId ?? createId(),
    conversationId: question.conversationId ?? createId(),
    userMessageId: createId(),
    messageId: createId(),
    holder,
    question: text,
    scope: { library_ids: question.libraryIds, document_ids: question.documentIds },
  };
  const isFirst = question.conversationId === undefined;
  const toStore = { ...run, userId, title: titleFromQuestion(text), isFirst };
  const earlier = await store(db, toStore, question.onStart);
  return {
    ...run,
    userId,
    history: (history ?? earlier).slice(-HISTORY_MESSAGES),
    known: [{ seq: 1, part: firstPart(run) }],
  };
}

/** In one round trip, unless somebody has more to do in the same transaction. Returns what was said before. */
async function store(
  db: Database,
  question: QuestionToStore,
  onStart: Question['onStart'],
): Promise<EarlierMessage[]> {
  const { tenantId, runId, conversationId, userMessageId: before, isFirst } = question;
  const limit = isFirst ? 0 : HISTORY_MESSAGES;
  const storing = storeQuestion(question);
  const reading = selectEarlierMessages({ tenantId, conversationId, before, limit });
  if (onStart === undefined) {
    const [[stored], earlier] = await writeTogether(db, { tenantId }, [storing, reading]);
    assertStored(stored!, question);
    return earlier.toReversed();
  }
  return withTransaction(db, { tenantId }, async tx => {
    assertStored((await storing.execute(tx)).rows[0]!, question);
    await onStart(tx, runId);
    return (await reading.execute(tx)).rows.toReversed();
  });
}

/** Where there is no run nothing was stored. @throws NotFound, AnswerInProgress */
function assertStored(stored: StoredQuestion, { tenantId, scope }: QuestionToStore): void {
  if (stored.has_run) return;
  checkScope(
    tenantId,
    askedScope({ tenantId, libraryIds: scope.library_ids, documentIds: scope.document_ids }),
    stored,
  );
  throw stored.has_conversation ? new AnswerInProgress() : new NotFound('conversation');
}
