import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { compileGroup } from '../definitions/compile-group.ts';
import { loadDefinition } from '../definitions/load-definition.ts';
import { openKafkaReader } from '../kafka/kafka-reader.ts';
import type { GroupScope, StoredTile } from '../tiles/queries.ts';
import { tileTopicOf } from './clean-events.ts';
import { upsertGrownTiles } from './queries.ts';
import { readTileMessage } from './tile-message.ts';

export interface ApplyOptions {
  db: Database;
  brokers: string[];
  onTiles?: (scope: GroupScope, tiles: readonly StoredTile[]) => Promise<void> | void;
  signal: AbortSignal;
}

const WAIT_MS = 500;

/**
 * Writes the tiles that Flink made of a group to where the assembler reads them, until the signal ends. It begins with the
 * first that is left each time: writes are guarded, so what comes again or comes late changes nothing.
 */
export async function applyTiles(
  scope: GroupScope,
  { db, brokers, onTiles, signal }: ApplyOptions,
): Promise<void> {
  const compiled = compileGroup(await withTransaction(db, scope, tx => loadDefinition(tx, scope)));
  await using reader = await openKafkaReader({ brokers, topic: tileTopicOf(compiled) }, new Map());
  while (!signal.aborted) {
    const messages = await reader.next(WAIT_MS);
    // Of each tile only the last counts, and one statement may write a row but once.
    const newest = new Map<string, StoredTile>();
    for (const { value } of messages) {
      if (value.length === 0) continue;
      const tile = readTileMessage(compiled, value);
      const key = `${tile.resolutionMs} ${tile.start} ${tile.entity}`;
      if ((newest.get(key)?.n ?? 0) < tile.n) newest.set(key, tile);
    }
    if (newest.size === 0) continue;
    const tiles = [...newest.values()];
    await withTransaction(db, scope, tx => upsertGrownTiles(tx, scope, tiles));
    await onTiles?.(scope, tiles);
  }
}
