import type { Tx } from '#kernel/db/database.ts';
import { findProgress, findTiles, findTilesOfEntities, listTilesAfter } from './queries.ts';
import type { GroupScope, ProgressRow, StoredPositions, StoredTile, TilesRead } from './queries.ts';

/** Every tile of these entities that began in [fromMs, toMs). */
export function readTiles(
  tx: Tx,
  scope: GroupScope,
  range: { entities: readonly string[]; fromMs: number; toMs: number },
): Promise<TilesRead> {
  return findTilesOfEntities(tx, scope, range);
}

/** Those of the wanted tiles that were ever written. */
export function readWantedTiles(
  tx: Tx,
  scope: GroupScope,
  wanted: readonly Pick<StoredTile, 'entity' | 'resolutionMs' | 'start'>[],
): Promise<StoredTile[]> {
  return findTiles(tx, scope, wanted);
}

/** A page of all of a group's tiles that began at `fromMs` or later, by entity. */
export function readTilesAfter(
  tx: Tx,
  scope: GroupScope,
  page: {
    after: { entity: string; resolutionMs: number; start: number };
    fromMs: number;
    limit: number;
  },
): Promise<StoredTile[]> {
  return listTilesAfter(tx, scope, page);
}

export interface Progress {
  positions: StoredPositions;
  /** The least of the partitions that have shown any event; undefined before the first. */
  watermarkMs?: number;
  updatedAt: Date;
}

/** How far a group has come; undefined when there is no such group. */
export async function readProgress(
  tx: Tx,
  key: { name: string; version: number },
): Promise<Progress | undefined> {
  const row = await findProgress(tx, key);
  return row && presentProgress(row);
}

function presentProgress(row: ProgressRow): Progress {
  const positions = row.positions as StoredPositions;
  return { positions, watermarkMs: watermarkOf(positions), updatedAt: row.updated_at };
}

/** The least watermark of the partitions that are not far behind the newest, or the newest one's. */
export function watermarkOf(positions: StoredPositions, idleMs = 60_000): number | undefined {
  const known = Object.values(positions).flatMap(([, ms]) => (ms === null ? [] : [ms]));
  if (known.length === 0) return undefined;
  const newest = Math.max(...known);
  return Math.min(...known.filter(ms => ms >= newest - idleMs));
}
