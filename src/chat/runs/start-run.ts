import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { createId } from '#kernel/ids.ts';
import { resolveScope } from '#knowledge/search/resolve-scope.ts';
import type { WrittenAnswer } from '../answer/written-answer.ts';
import { insertConversation } from '../conversations/queries.ts';
import { AnswerInProgress } from './answer-in-progress.ts';
import { insertExchange, listEarlierMessages, lockConversation, titleConversation } from './queries.ts';
import type { NewRun } from './queries.ts';
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

interface EarlierMessage {
  role: 'user' | 'assistant';
  text: string;
}

export interface StartedRun extends NewRun {
  userId: string;
  /** What was said before, oldest first. */
  history: EarlierMessage[];
  /** What there is of the answer already, where an earlier run broke off. */
  written?: WrittenAnswer;
}

/** So many go with a question. */
export const HISTORY_MESSAGES = 8;

/**
 * Stores the question, the empty answer and the run that will write it, all or nothing.
 * @throws NotFound for a conversation, library or document that is not the user's; StateConflict while its last answer is being written.
 */
export function startRun(
  db: Database,
  question: Question & { runId?: string },
  holder: string,
): Promise<StartedRun> {
  const { tenantId, userId, text } = question;
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
  return withTransaction(db, { tenantId }, async tx => {
    // Told now rather than by an answer that fails.
    await resolveScope(tx, question);
    const { conversationId } = run;
    const title = titleFromQuestion(text);
    if (question.conversationId === undefined) {
      await insertConversation(tx, { tenantId, userId, id: conversationId, title });
    } else {
      const conversation = await lockConversation(tx, { tenantId, userId, conversationId });
      if (conversation === undefined) throw new NotFound('conversation');
      if (conversation.title === '') await titleConversation(tx, { tenantId, conversationId, title });
    }
    if (!(await insertExchange(tx, run))) throw new AnswerInProgress();
    await question.onStart?.(tx, run.runId);
    return { ...run, userId, history: await readHistory(tx, question, run) };
  });
}

async function readHistory(tx: Tx, question: Question, run: NewRun): Promise<EarlierMessage[]> {
  if (question.history !== undefined) return question.history.slice(-HISTORY_MESSAGES);
  if (question.conversationId === undefined) return [];
  const { tenantId, conversationId, userMessageId: before } = run;
  return listEarlierMessages(tx, { tenantId, conversationId, before, limit: HISTORY_MESSAGES });
}
