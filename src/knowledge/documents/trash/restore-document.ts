import type { Database } from '#kernel/db/database.ts';
import { isUniqueViolation } from '#kernel/db/is-unique-violation.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound, StateConflict } from '#kernel/errors/common-errors.ts';
import { showDeleted } from '#kernel/trash/show-deleted.ts';
import { lockDocument } from '../queries.ts';
import { unmarkDeleted } from './queries.ts';

/**
 * Takes a deletion back; a document that is not deleted stays as it is. One whose reading was cut short by the deletion
 * comes back as cancelled, and goes on by a retry.
 * @throws NotFound once it is gone for good; StateConflict when its library has the same file again.
 */
export async function restoreDocument(
  db: Database,
  { tenantId, id }: { tenantId: string; id: string },
): Promise<void> {
  try {
    await withTransaction(db, { tenantId }, async tx => {
      await showDeleted(tx);
      if ((await lockDocument(tx, id)) === undefined) throw new NotFound('document');
      await unmarkDeleted(tx, id);
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new StateConflict(
      'Its library holds this file again.',
      'Use the document that is there, or delete it first.',
    );
  }
}
