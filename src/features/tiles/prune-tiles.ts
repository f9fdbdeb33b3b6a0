import { listTenantIds } from '#kernel/db/list-tenant-ids.ts';
import { systemClock } from '#kernel/clock.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { Duty } from '#kernel/jobs/duty.ts';
import { FINEST_MS } from '../definitions/windows.ts';
import { deleteTilesBefore } from './queries.ts';

const DAY_MS = 24 * 3_600_000;
/** The finest tiles are the many; whoever asks for a moment before them is sent to the log. */
const KEEP_FINEST_MS = 2 * DAY_MS;
const KEEP_OTHERS_MS = 7 * DAY_MS;
const BATCH = 20_000;

/** How far back `asof` may go. An hour less than tiles are kept, so that none is deleted while it is read. */
export const OLDEST_ASOF_MS = KEEP_FINEST_MS - 3_600_000;

/** Deletes tiles that no answer reaches any more. */
export function pruneTiles(db: Database): Duty {
  return {
    name: 'prune-tiles',
    everyMs: 3_600_000,
    run: async ({ signal }) => {
      for (const tenantId of await listTenantIds(db))
        for (const isFinest of [true, false]) {
          signal.throwIfAborted();
          await prune(db, tenantId, isFinest, signal);
        }
    },
  };
}

async function prune(db: Database, tenantId: string, isFinest: boolean, signal: AbortSignal): Promise<void> {
  const keepMs = isFinest ? KEEP_FINEST_MS : KEEP_OTHERS_MS;
  const beforeMs = systemClock.now().getTime() - keepMs;
  const options = { beforeMs, isFinest, finestMs: FINEST_MS, limit: BATCH };
  // In pieces: whoever writes tiles meanwhile waits for none of them long.
  while ((await withTransaction(db, { tenantId }, tx => deleteTilesBefore(tx, options))) === BATCH)
    signal.throwIfAborted();
}
