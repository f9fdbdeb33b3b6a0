import type { Database } from '#kernel/db/database.ts';
import { writeTogether } from '#kernel/db/write-together.ts';
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
    const [rows] = await writeTogether(db, { tenantId }, [appendParts({ tenantId, holder, additions })]);
    const stored = new Map(rows.map(row => [row.id, { isCancelled: row.cancel_requested }]));
    return additions.map(({ runId }) => stored.get(runId));
  });
