import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { deleteLibraryRow, lockLibrary } from './queries.ts';
import { refuseChange } from './refuse-change.ts';

export interface DeleteLibraryOptions {
  tenantId: string;
  id: string;
  /** Undefined means any. */
  version?: number;
  /**
   * Told inside the transaction, while the documents are still there, so that whoever keeps their files and jobs can
   * plan the clean-up: it is committed with the deletion or not at all.
   */
  onDelete(tx: Tx, library: { tenantId: string; libraryId: string }): Promise<void>;
}

/**
 * Deletes a library with everything in it.
 * @throws NotFound, VersionMismatch
 */
export async function deleteLibrary(db: Database, options: DeleteLibraryOptions): Promise<void> {
  const { tenantId, id } = options;
  await withTransaction(db, { tenantId }, async tx => {
    // The lock keeps new documents out, so that none slips in between the plan and the deletion.
    if (!(await lockLibrary(tx, options))) await refuseChange(tx, id);
    await options.onDelete(tx, { tenantId, libraryId: id });
    await deleteLibraryRow(tx, id);
  });
}
