import type { Tx } from '#kernel/db/database.ts';
import { moveCounter } from './counters/queries.ts';
import { noteBilled } from './measure-usage.ts';
import { endHolds, settleHolds } from './queries.ts';
import type { Moves, Settlement } from './queries.ts';

/**
 * Ends holds with their records, and moves the counters last, so that everybody's row is held shortly.
 * @returns the holds that were still held; of the others nothing was changed.
 */
export async function settleAll(
  tx: Tx,
  options: { tenantId: string; settlements: Settlement[] },
): Promise<Set<string>> {
  const ended = await moveCounters(tx, options.tenantId, await settleHolds(tx, options));
  noteBilled(options.settlements.filter(each => ended.has(each.holdId)));
  return ended;
}

/** Ends holds without a bill. @returns those that were still held. */
export async function releaseAll(
  tx: Tx,
  options: { tenantId: string; holdIds: string[]; state?: 'released' | 'expired' },
): Promise<Set<string>> {
  return moveCounters(tx, options.tenantId, await endHolds(tx, { state: 'released', ...options }));
}

/** Oldest period first, and credits before pages: the order of all locks on counters. */
async function moveCounters(tx: Tx, tenantId: string, moves: Moves[]): Promise<Set<string>> {
  for (const { periodStart, ...by } of moves) {
    const credits = { used: by.usedCredits, held: by.heldCredits };
    const pages = { used: by.usedPages, held: by.heldPages };
    await moveCounter(tx, { tenantId, meter: 'credits', periodStart, ...credits });
    await moveCounter(tx, { tenantId, meter: 'pages', periodStart, ...pages });
  }
  return new Set(moves.flatMap(each => each.holdIds));
}
