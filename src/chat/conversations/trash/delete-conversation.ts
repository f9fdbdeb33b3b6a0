import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound, VersionMismatch } from '#kernel/errors/common-errors.ts';
import { showDeleted } from '#kernel/trash/show-deleted.ts';
import { findConversationById } from '../queries.ts';
import type { Owner } from '../queries.ts';
import { markDeleted, stopWriters } from './queries.ts';

/**
 * Hides a conversation everywhere at once; it can be restored for 30 days. A run that still writes an answer in
 * it is stopped.
 * @throws NotFound; VersionMismatch when `version` is given and no longer current.
 */
export async function deleteConversation(
  db: Database,
  options: Owner & { id: string; version?: number },
): Promise<void> {
  await withTransaction(db, { tenantId: options.tenantId }, async tx => {
    const before = await findConversationById(tx, options);
    if (before === undefined) throw new NotFound('conversation');
    await showDeleted(tx);
    if (!(await markDeleted(tx, options))) throw new VersionMismatch('conversation');
    // After the mark, which waits for whoever is asking just now: its run is seen here.
    await stopWriters(tx, options);
  });
}
