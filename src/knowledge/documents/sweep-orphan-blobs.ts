import type { BlobStore } from '#kernel/blobs/blob-store.ts';
import { systemClock } from '#kernel/clock.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { Duty } from '#kernel/jobs/duty.ts';
import { showDeleted } from '#kernel/trash/show-deleted.ts';
import { listExistingIds } from './queries.ts';

/** Older than any upload that may still be on its way into the database, also where a clock is an hour off. */
const MIN_AGE_MS = 6 * 3_600_000;
const BATCH = 500;

/** Files whose upload never came to a document: a crash between storing the bytes and committing the row. */
export function sweepOrphanBlobs(deps: { db: Database; blobs: BlobStore }, minAgeMs = MIN_AGE_MS): Duty {
  return {
    name: 'sweep-orphan-blobs',
    everyMs: 6 * 3_600_000,
    run: async ({ signal, logger }) => {
      const cutoff = systemClock.now().getTime() - minAgeMs;
      await deps.blobs.removeTemporary({ olderThan: new Date(cutoff) });
      for await (const keys of batches(deps.blobs, cutoff)) {
        if (signal.aborted) return;
        const removed = await removeOrphans(deps, keys);
        if (removed > 0) logger.info({ removed }, 'files without a document were removed');
      }
    },
  };
}

async function* batches(blobs: BlobStore, cutoff: number): AsyncGenerator<string[]> {
  let keys: string[] = [];
  for await (const blob of blobs.list('')) {
    if (blob.modifiedAt.getTime() > cutoff) continue;
    keys.push(blob.key);
    if (keys.length === BATCH) yield keys.splice(0);
  }
  if (keys.length > 0) yield keys;
}

async function removeOrphans(deps: { db: Database; blobs: BlobStore }, keys: string[]): Promise<number> {
  let removed = 0;
  for (const [tenantId, owned] of Map.groupBy(keys, key => key.split('/')[0]!)) {
    const ids = owned.map(key => key.split('/')[1]!);
    const existing = await withTransaction(deps.db, { tenantId }, async tx => {
      // Who takes a document out of the trash wants its file, too.
      await showDeleted(tx);
      return listExistingIds(tx, ids);
    });
    for (const key of owned) {
      if (existing.includes(key.split('/')[1]!)) continue;
      await deps.blobs.delete(key);
      removed += 1;
    }
  }
  return removed;
}
