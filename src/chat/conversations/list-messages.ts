import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { findConversationById, listMessageRows } from './queries.ts';
import type { MessagePage, MessageRow, Owner } from './queries.ts';

/**
 * One page of a conversation, oldest message first, plus the row that tells whether another follows.
 * @throws NotFound, for a colleague's conversation too.
 */
export function listMessages(db: Database, options: Owner & MessagePage): Promise<MessageRow[]> {
  const { tenantId, userId, conversationId: id } = options;
  return withTransaction(db, { tenantId }, async tx => {
    if ((await findConversationById(tx, { tenantId, userId, id })) === undefined)
      throw new NotFound('conversation');
    return listMessageRows(tx, options);
  });
}
