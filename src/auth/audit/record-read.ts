import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { insertRead } from './queries.ts';
import type { AuditedRead } from './queries.ts';

/** Reads change no row that a trigger could watch. */
export function recordRead(db: Database, read: AuditedRead): Promise<void> {
  return withTransaction(db, read, tx => insertRead(tx, read));
}
