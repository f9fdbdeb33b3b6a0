import { Redis } from 'ioredis';
import type { ChainableCommander } from 'ioredis';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createId } from '#kernel/ids.ts';
import type { WriteOnline } from '../../tiles/group-processor.ts';
import { readTilesAfter } from '../../tiles/read-tiles.ts';
import type { GroupScope, StoredTile } from '../../tiles/queries.ts';
import { groupTiles, reachOf } from '../group-tiles.ts';
import type { TilesOfEntity } from '../merge-window.ts';
import type { TileQuery, TileSource } from '../tile-source.ts';
import { forgetTenant } from './forget-tenant.ts';
import { GUARDED_WRITE, MARK_WHOLE, epochText, writeVersion } from './guarded-write.ts';

export interface RedisStore extends TileSource, AsyncDisposable {
  /** For the streams: before what it is told is committed. */
  writeOnline: WriteOnline;
  /** Drops all that is kept of a tenant; @returns how many keys there were. */
  forget: (tenantId: string) => Promise<number>;
}

interface GuardedRedis extends Redis {
  writeTiles(...args: (string | number)[]): Promise<number>;
  markWhole(...args: string[]): Promise<number>;
}

/** An entity that nobody hears of for longer has no feature left. */
const KEEP_MS = 2 * 24 * 3_600_000;
const COMMAND_TIMEOUT_MS = 2_000;
const MAX_RECONNECT_DELAY_MS = 500;
const REBUILD_TILES = 5_000;

/**
 * Tiles in Redis: one hash an entity. Whether a group is whole there says a key of its own; until it is, and while Redis
 * is away, answers come from `fallback`.
 */
export function openRedisStore(options: { url: string; db: Database; fallback: TileSource }): RedisStore {
  const redis = new Redis(options.url, {
    commandTimeout: COMMAND_TIMEOUT_MS,
    maxRetriesPerRequest: 1,
    enableOfflineQueue: true,
    // It is answered from elsewhere meanwhile, but a group stands still until Redis is there again.
    retryStrategy: attempt => Math.min(attempt * 50, MAX_RECONNECT_DELAY_MS),
    scripts: {
      writeTiles: { lua: GUARDED_WRITE, numberOfKeys: 2 },
      markWhole: { lua: MARK_WHOLE, numberOfKeys: 2 },
    },
  }) as GuardedRedis;
  // Every command says by itself that it failed.
  redis.on('error', () => {});
  return {
    read: query => readTiles(redis, options.fallback, query),
    writeOnline: async (hold, compiled, { tiles, readEvents, newestMs, isAnew, settle }) => {
      const batch = { prefix: keyOf(hold), oldestMs: newestMs - reachOf(compiled) };
      const start = writeVersion(hold.epoch, 0);
      if (isAnew === true) await forget(redis, batch.prefix);
      const mark = await redis.get(readyKey(hold));
      if (mark === null) {
        await settle();
        await rebuild(redis, options.db, { ...batch, hold, version: start });
      }
      // From now on nobody of an earlier epoch writes.
      else if (mark < epochText(hold.epoch)) await redis.set(readyKey(hold), start);
      await write(redis, { ...batch, version: writeVersion(hold.epoch, readEvents) }, tiles);
    },
    forget: tenantId => forgetTenant(redis, tenantId),
    [Symbol.asyncDispose]: async () => redis.disconnect(),
  };
}

const keyOf = ({ tenantId, name, version }: GroupScope): string => `quarry:${tenantId}/${name}@${version}/`;
/** No entity is called nothing. */
const readyKey = keyOf;
const rebuildKey = (scope: GroupScope): string => `quarry-rebuild:${keyOf(scope)}`;

interface WriteOptions {
  prefix: string;
  version: string;
  oldestMs: number;
}

async function write(redis: Redis, options: WriteOptions, tiles: readonly StoredTile[]): Promise<void> {
  if (tiles.length === 0) return;
  const pipeline = redis.pipeline() as ChainableCommander & Pick<GuardedRedis, 'writeTiles'>;
  for (const [entity, ofEntity] of Map.groupBy(tiles, tile => tile.entity)) {
    const fields = ofEntity.flatMap(({ resolutionMs, start, n, partials }) => [
      `${resolutionMs}:${start}`,
      `${n} ${partials}`,
    ]);
    const { prefix, version, oldestMs } = options;
    void pipeline.writeTiles(`${prefix}${entity}`, prefix, version, KEEP_MS, oldestMs, ...fields);
  }
  for (const [error] of (await pipeline.exec()) ?? []) if (error) throw error;
}

/** All that is there of a group. */
async function forget(redis: Redis, prefix: string): Promise<void> {
  await redis.unlink(prefix);
  const match = `${prefix.replace(/[\\*?[\]]/g, '\\$&')}*`;
  for await (const keys of redis.scanStream({ match, count: 1_000 }) as AsyncIterable<string[]>)
    if (keys.length > 0) await redis.unlink(keys);
}

/** All that the windows still reach, from the table. When Redis loses it meanwhile, the next write does it again. */
async function rebuild(
  redis: GuardedRedis,
  db: Database,
  { hold, ...options }: WriteOptions & { hold: GroupScope },
): Promise<void> {
  const name = createId();
  await redis.set(rebuildKey(hold), name);
  let after = { entity: '', resolutionMs: 0, start: 0 };
  for (;;) {
    const page = await withTransaction(db, hold, tx =>
      readTilesAfter(tx, hold, { after, fromMs: options.oldestMs, limit: REBUILD_TILES }),
    );
    await write(redis, options, page);
    if (page.length < REBUILD_TILES) break;
    after = page.at(-1)!;
  }
  await redis.markWhole(readyKey(hold), rebuildKey(hold), options.version, name);
}

async function readTiles(redis: Redis, fallback: TileSource, query: TileQuery): Promise<TilesOfEntity[]> {
  const { tenantId, compiled, entities } = query;
  const scope = { tenantId, ...compiled.group };
  const pipeline = redis.pipeline().exists(readyKey(scope));
  for (const entity of entities) pipeline.hgetall(`${keyOf(scope)}${entity}`);
  const [outcome] = await Promise.allSettled([pipeline.exec()]);
  const replies = outcome.status === 'fulfilled' ? outcome.value : null;
  const isWhole = replies !== null && replies[0]![1] === 1 && replies.every(([error]) => error === null);
  if (!isWhole) return await fallback.read(query);
  const stored = entities.flatMap((entity, at) =>
    parseTiles(entity, replies[at + 1]![1] as Record<string, string>),
  );
  return groupTiles(compiled, entities, stored);
}

function parseTiles(entity: string, fields: Record<string, string>): StoredTile[] {
  return Object.entries(fields).flatMap(([field, text]) => {
    if (field === 'v') return [];
    const [resolutionMs, start] = field.split(':').map(Number) as [number, number];
    const space = text.indexOf(' ');
    const n = Number(text.slice(0, space));
    return [{ entity, resolutionMs, start, n, partials: text.slice(space + 1), seen: null }];
  });
}
