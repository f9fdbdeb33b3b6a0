import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';

/** Makes the partition of the month that `at` lies in, unless it is there. */
export async function ensureMonth(tx: Tx, at: Date | string): Promise<void> {
  await sql`select ensure_transcript_month(${at}::timestamptz)`.execute(tx);
}
