import type { Database } from '#kernel/db/database.ts';
import { GroupRegistry } from '#features/definitions/group-registry.ts';
import { fetchEmbedded, openSchemaCache } from '#features/schemas/load-writers.ts';
import { openTableSource } from '#features/serving/open-table-source.ts';
import type { TableSource } from '#features/serving/open-table-source.ts';
import type { LoadWriters } from '#features/tiles/group-processor.ts';

/** What the routes and the streams of live features work with. */
export interface Features {
  groups: GroupRegistry;
  tiles: TableSource;
  loadWriters: LoadWriters;
}

export function openFeatures(db: Database): Features {
  return {
    groups: new GroupRegistry(db),
    tiles: openTableSource(db),
    loadWriters: openSchemaCache(fetchEmbedded(db)),
  };
}
