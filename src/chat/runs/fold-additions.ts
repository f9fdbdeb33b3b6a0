import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { FoldedRequests } from '#usage/holds/fold-requests.ts';
import { appendParts } from './queries.ts';
import type { Addition } from './queries.ts';

/** Undefined for a run that is no longer this process's to write. */
export type FoldedAdditions = FoldedRequests<Addition, { isCancelled: boolean } | undefined>;

/**
 * Writes to the logs of one tenant's runs. One alone goes at once; what many runs write while a transaction is under way
 * shares the next one, so that hundreds of answers at the same time cost no more of them than a few.
 */
export const foldAdditions = (db: Database, holder: string): FoldedAdditions =>
  new FoldedRequests(async (tenantId, additions) => {
    const stored = await withTransaction(db, { tenantId }, tx =>
      appendParts(tx, { tenantId, holder, additions }),
    );
    return additions.map(({ runId }) => stored.get(runId));
  });
