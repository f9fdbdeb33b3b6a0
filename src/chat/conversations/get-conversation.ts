import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { findConversationById } from './queries.ts';
import type { ConversationRow, Owner } from './queries.ts';

/** @throws NotFound, for a colleague's conversation too. */
export async function getConversation(
  db: Database,
  options: Owner & { id: string },
): Promise<ConversationRow> {
  const { tenantId } = options;
  const row = await withTransaction(db, { tenantId }, tx => findConversationById(tx, options));
  if (row === undefined) throw new NotFound('conversation');
  return row;
}
