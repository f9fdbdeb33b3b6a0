import type { Database } from '#kernel/db/database.ts';
import { GroupRegistry } from '#features/definitions/group-registry.ts';
import type { StreamSettings } from '#features/flink/stream-settings.ts';
import { openSchemas } from '#features/schemas/open-schemas.ts';
import type { Schemas } from '#features/schemas/open-schemas.ts';
import type { Config } from '#kernel/config/config.ts';
import { openTableSource } from '#features/serving/open-table-source.ts';
import type { TableSource } from '#features/serving/open-table-source.ts';

/** What the routes and the streams of live features work with. */
export interface Features {
  groups: GroupRegistry;
  tiles: TableSource;
  schemas: Schemas;
  streams: StreamSettings;
}

export function openFeatures(db: Database, config: Config): Features {
  const { streams, http } = config;
  const ownUrl = http.publicUrl ?? `http://${http.host}:${http.port}`;
  return {
    groups: new GroupRegistry(db),
    tiles: openTableSource(db),
    schemas: openSchemas(db, streams.schemaRegistryUrl),
    streams: { ...streams, ownRegistryUrl: `${ownUrl.replace(/\/$/, '')}/registry` },
  };
}
