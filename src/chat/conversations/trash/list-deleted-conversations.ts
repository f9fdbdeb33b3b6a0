import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { Owner } from '../queries.ts';
import { listDeletedRows, showDeleted } from './queries.ts';
import type { DeletedConversation, TrashPage } from './queries.ts';

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
