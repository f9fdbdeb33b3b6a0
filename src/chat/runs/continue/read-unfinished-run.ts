import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound, StateConflict } from '#kernel/errors/common-errors.ts';
import { readWrittenAnswer } from '../../answer/written-answer.ts';
import { listStoredParts } from '../queries.ts';
import type { NewRun, RunKey } from '../queries.ts';
import type { StartedRun } from '../start-run.ts';
import { findRunToContinue } from './queries.ts';

/** A run that ended before its answer was whole, with all that going on with it takes. */
export interface UnfinishedRun extends Omit<NewRun, 'runId' | 'holder'> {
  userId: string;
  continues: string;
  written: StartedRun['written'];
}

/**
 * What there is to go on with; or the id of the run that does so already.
 * @throws NotFound when it is not the user's, StateConflict when it is whole or still being written.
 */
export async function readUnfinishedRun(
  db: Database,
  key: RunKey & { userId: string },
): Promise<UnfinishedRun | string> {
  const { tenantId, userId, runId } = key;
  return withTransaction(db, { tenantId }, async tx => {
    const run = await findRunToContinue(tx, key);
    if (run === undefined) throw new NotFound('run');
    if (run.continued_by !== null) return run.continued_by;
    if (run.state === 'streaming' || run.state === 'complete') throw new NothingToContinue(run.state);
    const log = await listStoredParts(tx, { tenantId, runId, after: 0, limit: run.last_seq });
    return {
      tenantId,
      userId,
      continues: runId,
      conversationId: run.conversation_id,
      userMessageId: run.user_message_id,
      messageId: run.message_id,
      question: run.question,
      scope: run.scope,
      written: readWrittenAnswer(log.map(each => each.part)),
    };
  });
}

class NothingToContinue extends StateConflict {
  constructor(state: 'streaming' | 'complete') {
    const isWhole = state === 'complete';
    super(
      isWhole ? 'This answer is complete.' : 'This answer is still being written.',
      isWhole ? 'Ask another question.' : 'Follow its run, or stop it.',
    );
  }
}
