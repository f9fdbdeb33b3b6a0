import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import type { GroupScope, StoredTile } from '../tiles/queries.ts';

export type Engine = 'embedded' | 'kafka' | 'flink';

/** Writes tiles that are further than what is there: a tile only grows, so the number of its events is its version. */
export async function upsertGrownTiles(
  tx: Tx,
  scope: GroupScope,
  tiles: readonly StoredTile[],
): Promise<void> {
  if (tiles.length === 0) return;
  await sql`
    insert into feature_tiles as t
      (tenant_id, group_name, group_version, entity, resolution_ms, tile_start, n, partials)
    select ${scope.tenantId}::uuid, ${scope.name}, ${scope.version}::int, g.* from unnest(
      ${tiles.map(each => each.entity)}::text[], ${tiles.map(each => each.resolutionMs)}::int[],
      ${tiles.map(each => each.start)}::bigint[], ${tiles.map(each => each.n)}::int[],
      ${tiles.map(each => each.partials)}::text[]) as g
    on conflict (tenant_id, group_name, group_version, entity, resolution_ms, tile_start)
    do update set n = excluded.n, partials = excluded.partials where excluded.n > t.n`.execute(tx);
}

/** Hands a group to another engine. False: it has it already. */
export async function setEngine(
  tx: Tx,
  { name, version, engine }: { name: string; version: number; engine: Engine },
): Promise<boolean> {
  const changed = await tx
    .updateTable('feature_groups')
    .set({ engine })
    .where('name', '=', name)
    .where('version', '=', version)
    .where('engine', '<>', engine)
    .returning('name')
    .executeTakeFirst();
  return changed !== undefined;
}
