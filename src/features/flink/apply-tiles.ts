import { systemClock } from '#kernel/clock.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { CompiledGroup } from '../definitions/compile-group.ts';
import { openKafkaReader } from '../kafka/kafka-reader.ts';
import type { OnTiles, WriteOnline } from '../tiles/group-processor.ts';
import type { Hold, StoredTile } from '../tiles/queries.ts';
import { readWantedTiles } from '../tiles/read-tiles.ts';
import { tileTopicOf } from './clean-events.ts';
import { upsertGrownTiles } from './queries.ts';
import { readTileMessage } from './tile-message.ts';

interface ApplyOptions {
  db: Database;
  brokers: string[];
  compiled: CompiledGroup;
  onTiles?: OnTiles;
  writeOnline?: WriteOnline;
  /** Nothing of the group was computed before. */
  isAnew: boolean;
  signal: AbortSignal;
}

const WAIT_MS = 500;
const TELL_EVERY_MS = 1_000;

/**
 * Writes the tiles that Flink made of a group to where the assembler reads them, until the signal ends. It begins with the
 * first that is left each time: writes are guarded, so what comes again or comes late changes nothing.
 */
export async function applyTiles(hold: Hold, options: ApplyOptions): Promise<void> {
  const { db, brokers, compiled, onTiles, writeOnline, signal } = options;
  const online = { readEvents: 0, positions: {}, newestMs: 0, isAnew: options.isAnew };
  let toldAtMs = Number.NEGATIVE_INFINITY;
  await using reader = await openKafkaReader(
    { brokers, topic: tileTopicOf(hold.tenantId, compiled) },
    new Map(),
  );
  while (!signal.aborted) {
    const messages = await reader.next(WAIT_MS);
    const given = newestTiles(
      messages.map(({ value }) => value).filter(value => value.length > 0),
      compiled,
    );
    const tiles = await grownTiles(db, hold, given);
    const settle = () => withTransaction(db, hold, tx => upsertGrownTiles(tx, hold, tiles));
    online.readEvents += messages.length;
    for (const { start } of tiles) online.newestMs = Math.max(online.newestMs, start);
    const isQuiet = systemClock.elapsedMs() - toldAtMs > TELL_EVERY_MS;
    if (tiles.length === 0 && !isQuiet) continue;
    // Before the table: what a crash keeps from being in it has grown once more the next time. And now and then with
    // nothing, so that a store that lost everything is noticed.
    await writeOnline?.(hold, compiled, { ...online, tiles, settle });
    toldAtMs = systemClock.elapsedMs();
    online.isAnew = false;
    if (tiles.length === 0) continue;
    await settle();
    await onTiles?.(hold, tiles, { positions: {} });
  }
}

/** Those that are further than what is there. */
async function grownTiles(db: Database, hold: Hold, tiles: readonly StoredTile[]): Promise<StoredTile[]> {
  if (tiles.length === 0) return [];
  const known = await withTransaction(db, hold, tx => readWantedTiles(tx, hold, tiles));
  const counts = new Map(known.map(each => [keyOf(each), each.n]));
  return tiles.filter(each => each.n > (counts.get(keyOf(each)) ?? 0));
}

/** Of each tile only the furthest counts, and one statement may write a row but once. */
function newestTiles(values: readonly Uint8Array[], compiled: CompiledGroup): StoredTile[] {
  const newest = new Map<string, StoredTile>();
  for (const value of values) {
    const tile = readTileMessage(compiled, value);
    const key = keyOf(tile);
    if ((newest.get(key)?.n ?? 0) < tile.n) newest.set(key, tile);
  }
  return [...newest.values()];
}

const keyOf = ({ entity, resolutionMs, start }: StoredTile): string => `${resolutionMs} ${start} ${entity}`;
