import type { Database } from '#kernel/db/database.ts';
import type { Duty } from '#kernel/jobs/duty.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { emptyTrash } from '#kernel/trash/empty-trash.ts';
import { removeDocuments } from '../delete-document.ts';
import { lockDeleted } from './queries.ts';

/** Removes documents for good whose days in the trash are over. */
export function emptyDocumentTrash({ db, jobs }: { db: Database; jobs: JobQueue }): Duty {
  return {
    name: 'empty-document-trash',
    everyMs: 3_600_000,
    run: async ({ logger }) => {
      const removed = await emptyTrash(db, {
        table: 'documents',
        remove: async (tx, { tenantId, ids }) => {
          const documents = await lockDeleted(tx, ids);
          await removeDocuments(tx, jobs, { tenantId, documents });
        },
      });
      if (removed > 0) logger.info({ removed }, 'documents were removed from the trash for good');
    },
  };
}
