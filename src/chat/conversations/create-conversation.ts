import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createId } from '#kernel/ids.ts';
import { insertConversation } from './queries.ts';
import type { ConversationRow, Owner } from './queries.ts';

/** Without a title the first question becomes it. */
export function createConversation(
  db: Database,
  options: Owner & { title?: string },
): Promise<ConversationRow> {
  const { tenantId, userId, title = '' } = options;
  return withTransaction(db, { tenantId }, tx =>
    insertConversation(tx, { tenantId, userId, id: createId(), title }),
  );
}
