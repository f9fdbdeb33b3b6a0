import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound, VersionMismatch } from '#kernel/errors/common-errors.ts';
import { findConversationById, updateConversationTitle } from './queries.ts';
import type { ConversationRow, Owner } from './queries.ts';

/** @throws NotFound; VersionMismatch when `version` is given and no longer current. */
export function renameConversation(
  db: Database,
  options: Owner & { id: string; title: string; version?: number },
): Promise<ConversationRow> {
  return withTransaction(db, { tenantId: options.tenantId }, async tx => {
    const renamed = await updateConversationTitle(tx, options);
    if (renamed !== undefined) return renamed;
    const exists = await findConversationById(tx, options);
    throw exists === undefined ? new NotFound('conversation') : new VersionMismatch('conversation');
  });
}
