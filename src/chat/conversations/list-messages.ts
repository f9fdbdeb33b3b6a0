import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { checkMessages } from './check-messages.ts';
import type { CheckedMessage } from './check-messages.ts';
import { findConversationById, listMessageRows } from './queries.ts';
import type { MessagePage, Owner } from './queries.ts';

/**
 * One page of a conversation, oldest message first, plus the row that tells whether another follows.
 * @throws NotFound, for a colleague's conversation too.
 */
export async function listMessages(db: Database, options: Owner & MessagePage): Promise<CheckedMessage[]> {
  const { tenantId, userId, conversationId: id } = options;
  const rows = await withTransaction(db, { tenantId }, async tx => {
    if ((await findConversationById(tx, { tenantId, userId, id })) === undefined)
      throw new NotFound('conversation');
    return listMessageRows(tx, options);
  });
  return checkMessages(db, tenantId, rows);
}
