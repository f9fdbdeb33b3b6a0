import type { Tx } from '#kernel/db/database.ts';
import type { Used } from '#usage/holds/hold.ts';
import { endRunRow, settleMessage } from './queries.ts';
import type { RunKey } from './queries.ts';
import type { RunPart, RunState, StoredPart } from './run-part.ts';
import { settleRun } from './settle-run.ts';

export interface RunEnd {
  state: Exclude<RunState, 'streaming'>;
  last: RunPart;
}

/**
 * Ends a run, its message, its citations and its bill in the caller's transaction, so that whoever reads the last part
 * finds the message whole. `used` is what its producer counted. Returns that part; undefined when the run had ended already, or is another holder's.
 */
export async function endRun(
  tx: Tx,
  options: RunKey & RunEnd & { holder?: string; isStale?: boolean; used?: Used },
): Promise<StoredPart | undefined> {
  const { tenantId, runId, state, last } = options;
  const ended = await endRunRow(tx, options);
  if (ended !== undefined) await settleMessage(tx, { tenantId, runId, messageId: ended.message_id, state });
  // Whoever deleted the conversation meanwhile has not paid for what was used.
  if (ended !== undefined || options.used !== undefined) await settleRun(tx, options);
  return ended && { seq: ended.last_seq, part: last };
}

export const stopped: RunEnd = { state: 'stopped', last: { type: 'done', status: 'stopped' } };
export const complete: RunEnd = { state: 'complete', last: { type: 'done', status: 'complete' } };
export const interrupted: RunEnd = {
  state: 'interrupted',
  last: {
    type: 'error',
    code: 'run-interrupted',
    message: 'The server that wrote this answer stopped before it was finished.',
    next_step: 'Continue the answer: what was written so far is kept. Or ask again.',
  },
};
