import type { BlobStore } from '#kernel/blobs/blob-store.ts';
import { systemClock } from '#kernel/clock.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { Duty } from '#kernel/jobs/duty.ts';
import { listImportIds } from './queries.ts';

/** Older than any upload that may still be on its way into the database. */
const MIN_AGE_MS = 6 * 3_600_000;

/** Files whose upload never came to an import: a crash between storing the bytes and committing the row. */
export function sweepImportFiles(deps: { db: Database; blobs: BlobStore }): Duty {
  return {
    name: 'sweep-import-files',
    everyMs: 6 * 3_600_000,
    run: async ({ signal }) => {
      const cutoff = new Date(systemClock.now().getTime() - MIN_AGE_MS);
      await deps.blobs.removeTemporary({ olderThan: cutoff });
      for await (const { key, modifiedAt } of deps.blobs.list('')) {
        if (signal.aborted) return;
        const [tenantId = '', id = ''] = key.split('/');
        if (modifiedAt > cutoff) continue;
        const known = await withTransaction(deps.db, { tenantId }, tx => listImportIds(tx, [id]));
        if (known.length === 0) await deps.blobs.delete(key);
      }
    },
  };
}
