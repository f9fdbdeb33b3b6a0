import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { showDeleted } from '#kernel/trash/show-deleted.ts';
import { findConversationById } from '../queries.ts';
import type { ConversationRow, Owner } from '../queries.ts';
import { unmarkDeleted } from './queries.ts';

/** Takes a deletion back; a conversation that is not deleted stays as it is. @throws NotFound once it is gone for good. */
export async function restoreConversation(
  db: Database,
  options: Owner & { id: string },
): Promise<ConversationRow> {
  return withTransaction(db, { tenantId: options.tenantId }, async tx => {
    await showDeleted(tx);
    const row = (await unmarkDeleted(tx, options)) ?? (await findConversationById(tx, options));
    if (row === undefined) throw new NotFound('conversation');
    return row;
  });
}
