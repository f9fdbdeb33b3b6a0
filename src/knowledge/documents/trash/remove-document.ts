import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { showDeleted } from '#kernel/trash/show-deleted.ts';
import { removeDocuments } from '../delete-document.ts';
import { lockDeleted } from './queries.ts';

/**
 * Removes a document for good that was deleted before, with its pages, chunks, index and file.
 * @throws NotFound when no deleted document has the id.
 */
export async function removeDocument(
  { db, jobs }: { db: Database; jobs: JobQueue },
  { tenantId, id }: { tenantId: string; id: string },
): Promise<void> {
  await withTransaction(db, { tenantId }, async tx => {
    await showDeleted(tx);
    const documents = await lockDeleted(tx, [id]);
    if (documents.length === 0) throw new NotFound('document');
    await removeDocuments(tx, jobs, { tenantId, documents });
  });
}
