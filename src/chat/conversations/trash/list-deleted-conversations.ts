import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { TrashPage } from '#kernel/trash/last-deleted-first.ts';
import { showDeleted } from '#kernel/trash/show-deleted.ts';
import type { Owner } from '../queries.ts';
import { listDeletedRows } from './queries.ts';
import type { DeletedConversation } from './queries.ts';

/** One page of what the user can still restore, last deleted first, plus the row that tells whether another follows. */
export function listDeletedConversations(
  db: Database,
  options: Owner & TrashPage,
): Promise<DeletedConversation[]> {
  return withTransaction(db, { tenantId: options.tenantId }, async tx => {
    await showDeleted(tx);
    return listDeletedRows(tx, options);
  });
}
