import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { showDeleted } from '#kernel/trash/show-deleted.ts';
import type { Owner } from '../queries.ts';
import { removeRow, stopWriters } from './queries.ts';

/**
 * Removes a conversation for good, with all that belongs to it; with `onlyDeleted` only one that was deleted before.
 * @throws NotFound
 */
export async function removeConversation(
  db: Database,
  options: Owner & { id: string; onlyDeleted?: boolean },
): Promise<void> {
  await withTransaction(db, { tenantId: options.tenantId }, async tx => {
    await showDeleted(tx);
    await stopWriters(tx, options);
    if (!(await removeRow(tx, options))) throw new NotFound('conversation');
  });
}
