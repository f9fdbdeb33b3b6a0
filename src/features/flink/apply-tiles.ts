import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { CompiledGroup } from '../definitions/compile-group.ts';
import { openKafkaReader } from '../kafka/kafka-reader.ts';
import type { OnTiles } from '../tiles/group-processor.ts';
import type { Hold, StoredTile } from '../tiles/queries.ts';
import { tileTopicOf } from './clean-events.ts';
import { upsertGrownTiles } from './queries.ts';
import { readTileMessage } from './tile-message.ts';

interface ApplyOptions {
  db: Database;
  brokers: string[];
  compiled: CompiledGroup;
  onTiles?: OnTiles;
  signal: AbortSignal;
}

const WAIT_MS = 500;

/**
 * Writes the tiles that Flink made of a group to where the assembler reads them, until the signal ends. It begins with the
 * first that is left each time: writes are guarded, so what comes again or comes late changes nothing.
 */
export async function applyTiles(hold: Hold, options: ApplyOptions): Promise<void> {
  const { db, brokers, compiled, onTiles, signal } = options;
  await using reader = await openKafkaReader({ brokers, topic: tileTopicOf(compiled) }, new Map());
  while (!signal.aborted) {
    const messages = await reader.next(WAIT_MS);
    const tiles = newestTiles(
      messages.map(({ value }) => value).filter(value => value.length > 0),
      compiled,
    );
    if (tiles.length === 0) continue;
    await withTransaction(db, hold, tx => upsertGrownTiles(tx, hold, tiles));
    await onTiles?.(hold, tiles, { positions: {} });
  }
}

/** Of each tile only the furthest counts, and one statement may write a row but once. */
function newestTiles(values: readonly Uint8Array[], compiled: CompiledGroup): StoredTile[] {
  const newest = new Map<string, StoredTile>();
  for (const value of values) {
    const tile = readTileMessage(compiled, value);
    const key = `${tile.resolutionMs} ${tile.start} ${tile.entity}`;
    if ((newest.get(key)?.n ?? 0) < tile.n) newest.set(key, tile);
  }
  return [...newest.values()];
}
