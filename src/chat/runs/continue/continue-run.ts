import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { AnswerInProgress } from '../answer-in-progress.ts';
import { insertRun, lockConversation, selectEarlierMessages } from '../queries.ts';
import { HISTORY_MESSAGES } from '../start-run.ts';
import type { StartedRun } from '../start-run.ts';
import { takeMessageOver } from './queries.ts';
import type { UnfinishedRun } from './read-unfinished-run.ts';

/**
 * Begins the run that goes on with an unfinished one: its log starts with what was written, its message is the same.
 * Undefined when another run was quicker to take over.
 * @throws NotFound, AnswerInProgress
 */
export function continueRun(
  db: Database,
  options: UnfinishedRun & { runId: string; onStart?: (tx: Tx, runId: string) => Promise<void> },
  holder: string,
): Promise<StartedRun | undefined> {
  const { tenantId, userId, conversationId, continues, messageId, written, onStart, ...rest } = options;
  const run = { ...rest, tenantId, conversationId, messageId, holder };
  return withTransaction(db, { tenantId }, async tx => {
    const conversation = await lockConversation(tx, { tenantId, userId, conversationId });
    if (conversation === undefined) throw new NotFound('conversation');
    if (!(await takeMessageOver(tx, { tenantId, runId: continues, messageId }))) return undefined;
    if (!(await insertRun(tx, { ...run, continues }, written?.parts))) throw new AnswerInProgress();
    await onStart?.(tx, run.runId);
    const before = { tenantId, conversationId, before: run.userMessageId, limit: HISTORY_MESSAGES };
    const { rows } = await selectEarlierMessages(before).execute(tx);
    return { ...run, userId, written, history: rows.toReversed() };
  });
}
