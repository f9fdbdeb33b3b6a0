import type { Database } from '#kernel/db/database.ts';
import type { AgePage } from '#kernel/db/newest-first.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { listConversationRows } from './queries.ts';
import type { ConversationRow, Owner } from './queries.ts';

/** One page of the user's conversations, newest first, plus the row that tells whether another follows. */
export function listConversations(db: Database, options: Owner & AgePage): Promise<ConversationRow[]> {
  return withTransaction(db, { tenantId: options.tenantId }, tx => listConversationRows(tx, options));
}
