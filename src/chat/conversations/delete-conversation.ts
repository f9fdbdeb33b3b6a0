import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound, VersionMismatch } from '#kernel/errors/common-errors.ts';
import { deleteConversationRow, findConversationById, tellWriters } from './queries.ts';
import type { Owner } from './queries.ts';

/**
 * Deletes a conversation with its messages; a run that still writes one is told, and stops.
 * @throws NotFound; VersionMismatch when `version` is given and no longer current.
 */
export async function deleteConversation(
  db: Database,
  options: Owner & { id: string; version?: number },
): Promise<void> {
  await withTransaction(db, { tenantId: options.tenantId }, async tx => {
    await tellWriters(tx, options);
    if (await deleteConversationRow(tx, options)) return;
    const exists = await findConversationById(tx, options);
    throw exists === undefined ? new NotFound('conversation') : new VersionMismatch('conversation');
  });
}
