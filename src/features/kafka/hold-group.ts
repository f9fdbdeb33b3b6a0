import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createId } from '#kernel/ids.ts';
import { compileGroup } from '../definitions/compile-group.ts';
import type { CompiledGroup } from '../definitions/compile-group.ts';
import { loadDefinition } from '../definitions/load-definition.ts';
import { LEASE_MS } from '../tiles/lease.ts';
import { claimGroup, releaseGroup } from '../tiles/queries.ts';
import type { GroupScope, Hold, StoredPositions } from '../tiles/queries.ts';

export interface HeldGroup extends AsyncDisposable {
  hold: Hold;
  compiled: CompiledGroup;
  positions: StoredPositions;
  settledMs: number | null;
}

/** Takes a group of this engine for this process; undefined when another has it or it is of another engine. */
export async function holdGroup(
  db: Database,
  scope: GroupScope & { engine: 'kafka' | 'flink' },
): Promise<HeldGroup | undefined> {
  const claimed = await withTransaction(db, scope, async tx => {
    const progress = await claimGroup(tx, { ...scope, holder: createId(), leaseMs: LEASE_MS });
    return progress && { progress, group: await loadDefinition(tx, scope) };
  });
  if (claimed === undefined) return undefined;
  const hold: Hold = { ...scope, epoch: claimed.progress.epoch };
  return {
    hold,
    compiled: compileGroup(claimed.group),
    positions: claimed.progress.positions as StoredPositions,
    settledMs: claimed.progress.settled_ms,
    [Symbol.asyncDispose]: () => withTransaction(db, scope, tx => releaseGroup(tx, hold)),
  };
}

export const nextOffsets = (positions: StoredPositions): Map<number, number> =>
  new Map(Object.entries(positions).map(([partition, [next]]) => [Number(partition), next]));
