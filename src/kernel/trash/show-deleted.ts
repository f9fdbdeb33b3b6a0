import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';

/** Without it what lies in the trash does not exist for any query of the transaction. */
export async function showDeleted(tx: Tx): Promise<void> {
  await sql`select set_config('app.deleted', 'on', true)`.execute(tx);
}
