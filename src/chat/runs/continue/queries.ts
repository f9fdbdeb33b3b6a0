import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import type { NewRun, RunKey } from '../queries.ts';
import type { RunState } from '../run-part.ts';

export interface RunToContinue {
  state: RunState;
  last_seq: number;
  conversation_id: string;
  message_id: string;
  user_message_id: string;
  question: string;
  scope: NewRun['scope'];
  continued_by: string | null;
}

/** Undefined when it is not this user's. Its first part knows the messages also when another run has taken over. */
export async function findRunToContinue(
  tx: Tx,
  { tenantId, userId, runId }: RunKey & { userId: string },
): Promise<RunToContinue | undefined> {
  const { rows } = await sql<RunToContinue>`
    select r.state, r.last_seq, r.conversation_id, first.part->>'message_id' as message_id, m.id as user_message_id,
      m.text as question, m.scope, next.id as continued_by
    from runs r
    join conversations c on c.tenant_id = r.tenant_id and c.id = r.conversation_id
    join run_parts first on first.tenant_id = r.tenant_id and first.run_id = r.id and first.seq = 1
    join messages m on m.tenant_id = r.tenant_id and m.id = (first.part->>'user_message_id')::uuid
    left join runs next on next.tenant_id = r.tenant_id and next.continues = r.id
    where r.tenant_id = ${tenantId} and r.id = ${runId} and c.user_id = ${userId}`.execute(tx);
  return rows[0];
}

/** The message of a run that ended too early is another run's to write; false when it is already. */
export async function takeMessageOver(
  tx: Tx,
  { tenantId, runId, messageId }: RunKey & { messageId: string },
): Promise<boolean> {
  const { rows } = await sql`
    with run as (
      update runs set message_id = null where tenant_id = ${tenantId} and id = ${runId} and message_id = ${messageId}
        and state in ('interrupted', 'failed', 'stopped') returning tenant_id
    )
    update messages m set status = 'streaming', failure = null from run
    where m.tenant_id = run.tenant_id and m.id = ${messageId} returning m.id`.execute(tx);
  return rows.length > 0;
}
