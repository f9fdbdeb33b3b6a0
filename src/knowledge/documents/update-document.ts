import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound, VersionMismatch } from '#kernel/errors/common-errors.ts';
import { findDocumentById, updateDocumentRow } from './queries.ts';
import type { DocumentChanges, DocumentRow } from './queries.ts';

export interface UpdateDocumentOptions {
  tenantId: string;
  id: string;
  /** The version the change is meant for; undefined means any. */
  version?: number;
  changes: DocumentChanges;
}

/** @throws NotFound; VersionMismatch when it was changed since it was read. */
export async function updateDocument(db: Database, options: UpdateDocumentOptions): Promise<DocumentRow> {
  return withTransaction(db, options, async tx => {
    const updated = await updateDocumentRow(tx, options);
    if (updated !== undefined) return updated;
    const present = await findDocumentById(tx, options.id);
    throw present === undefined ? new NotFound('document') : new VersionMismatch('document');
  });
}
