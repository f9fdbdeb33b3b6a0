import type { Database } from '#kernel/db/database.ts';
import { GroupRegistry } from '#features/definitions/group-registry.ts';
import type { StreamSettings } from '#features/flink/stream-settings.ts';
import { openSchemas } from '#features/schemas/open-schemas.ts';
import type { Schemas } from '#features/schemas/open-schemas.ts';
import type { Config } from '#kernel/config/config.ts';
import { openTableSource } from '#features/serving/open-table-source.ts';
import type { TileSource } from '#features/serving/tile-source.ts';
import type { OnTiles, WriteOnline } from '#features/tiles/group-processor.ts';

/** What the routes and the streams of live features work with. */
export interface Features extends AsyncDisposable {
  groups: GroupRegistry;
  tiles: TileSource;
  onTiles: OnTiles;
  /** Undefined: features are served from the database. */
  writeOnline?: WriteOnline;
  /** Of the online store, where there is one. */
  forget?: (tenantId: string) => Promise<number>;
  schemas: Schemas;
  streams: StreamSettings;
}

export async function openFeatures(db: Database, config: Config): Promise<Features> {
  const { streams, http } = config;
  const ownUrl = http.publicUrl ?? `http://${http.host}:${http.port}`;
  const table = openTableSource(db);
  const redis = streams.redisUrl === undefined ? undefined : await openRedis(streams.redisUrl, db, table);
  return {
    groups: new GroupRegistry(db),
    tiles: redis ?? table,
    onTiles: table.onTiles,
    writeOnline: redis?.writeOnline,
    forget: redis?.forget,
    schemas: openSchemas(db, streams.schemaRegistryUrl),
    streams: { ...streams, ownRegistryUrl: `${ownUrl.replace(/\/$/, '')}/registry` },
    [Symbol.asyncDispose]: async () => redis?.[Symbol.asyncDispose](),
  };
}

// Loaded only by the process that needs it.
async function openRedis(url: string, db: Database, fallback: TileSource) {
  const { openRedisStore } = await import('#features/serving/redis/open-redis-store.ts');
  return openRedisStore({ url, db, fallback });
}
