import { systemClock } from '#kernel/clock.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { OnTiles } from '../tiles/group-processor.ts';
import { readTiles } from '../tiles/read-tiles.ts';
import { reachOf, wholeTiles } from './group-tiles.ts';
import type { TilesOfEntity } from './merge-window.ts';
import type { TileQuery, TileSource } from './tile-source.ts';

interface Cached {
  tiles: TilesOfEntity;
  loadedAtMs: number;
}

export interface TableSource extends TileSource {
  /** For the streams of this process: what they commit is seen by the next answer. */
  onTiles: OnTiles;
}

const MAX_CACHED = 100_000;
/** How old an answer may be that another process's writes are missing from. */
const STALE_MS = 250;
/** A group whose holder wrote here this lately is nobody else's: its lease is longer. */
const HELD_MS = 1_500;

/** Reads tiles from their table, and keeps those that were read lately. */
export function openTableSource(db: Database): TableSource {
  const cache = new Map<string, Cached>();
  const writtenAtMs = new Map<string, number>();
  // Rises with each write: what was read meanwhile may be older than the write, and is not kept.
  let writes = 0;
  return {
    read: query => readCached({ db, cache, writtenAtMs, writes: () => writes }, query),
    onTiles: ({ tenantId, name, version }, tiles) => {
      writes++;
      const prefix = `${tenantId}/${name}@${version}`;
      writtenAtMs.set(prefix, systemClock.elapsedMs());
      for (const { entity } of tiles) cache.delete(`${prefix}/${entity}`);
    },
  };
}

interface CacheState {
  db: Database;
  cache: Map<string, Cached>;
  writtenAtMs: ReadonlyMap<string, number>;
  writes(): number;
}

async function readCached(state: CacheState, query: TileQuery): Promise<TilesOfEntity[]> {
  const { tenantId, compiled, entities } = query;
  const prefix = `${tenantId}/${compiled.key}`;
  const nowMs = systemClock.elapsedMs();
  const isOurs = nowMs - (state.writtenAtMs.get(prefix) ?? -Infinity) < HELD_MS;
  const known = entities.map(entity => {
    const found = state.cache.get(`${prefix}/${entity}`);
    return found && (isOurs || nowMs - found.loadedAtMs < STALE_MS) ? found.tiles : undefined;
  });
  const missing = entities.filter((_, at) => known[at] === undefined);
  if (missing.length === 0) return known as TilesOfEntity[];
  const loaded = await load(state, { ...query, entities: missing });
  return entities.map((entity, at) => known[at] ?? loaded.get(entity)!);
}

/** A cached entity is whole: all its tiles of the last day, whatever moment was asked for. */
async function load(state: CacheState, query: TileQuery): Promise<Map<string, TilesOfEntity>> {
  const { tenantId, compiled, entities } = query;
  const before = state.writes();
  const nowMs = systemClock.now().getTime();
  const isRecent = query.endMs > nowMs - 60_000;
  const fromMs = (isRecent ? Math.min(query.endMs, nowMs) : query.endMs) - reachOf(compiled);
  const toMs = isRecent ? Number.MAX_SAFE_INTEGER : query.endMs;
  const stored = await withTransaction(state.db, { tenantId }, tx =>
    readTiles(tx, { tenantId, ...compiled.group }, { entities, fromMs, toMs }),
  );
  const found = wholeTiles(compiled, entities, stored);
  const isKept = isRecent && state.writes() === before;
  entities.forEach((entity, at) => {
    if (isKept) keep(state.cache, `${tenantId}/${compiled.key}/${entity}`, found[at]!);
  });
  return new Map(entities.map((entity, at) => [entity, found[at]!]));
}

function keep(cache: Map<string, Cached>, key: string, tiles: TilesOfEntity): void {
  cache.delete(key);
  cache.set(key, { tiles, loadedAtMs: systemClock.elapsedMs() });
  if (cache.size > MAX_CACHED) cache.delete(cache.keys().next().value!);
}
