import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import type { FeatureProgressTable } from '#kernel/db/tables.gen.ts';
import type { Counts } from './counts.ts';

export interface GroupScope {
  tenantId: string;
  name: string;
  version: number;
}

export type ProgressRow = Selectable<FeatureProgressTable>;

/** Next offset and greatest event time (null: none yet) of each partition. */
export type StoredPositions = Record<string, [next: number, watermarkMs: number | null]>;

export interface StoredTile {
  entity: string;
  resolutionMs: number;
  start: number;
  n: number;
  partials: string;
  seen: Buffer | null;
}

export interface FoundGroups {
  all: number;
  /** Groups that nobody works on. */
  free: GroupScope[];
}

export async function findGroups(tx: Tx, tenantId: string): Promise<FoundGroups> {
  const { rows } = await sql<{ name: string; version: number; is_free: boolean }>`
    select group_name as name, group_version as version,
      (holder is null or lease_expires_at < now()) as is_free
    from feature_progress`.execute(tx);
  const free = rows.filter(row => row.is_free).map(({ name, version }) => ({ tenantId, name, version }));
  return { all: rows.length, free };
}

export interface ClaimOptions {
  holder: string;
  leaseMs: number;
  /** Only a group of this one is taken. */
  engine?: 'embedded' | 'kafka' | 'flink';
}

/** Takes the group for `holder` under a new epoch; undefined when another has it, or it is not to run. */
export async function claimGroup(
  tx: Tx,
  { name, version, holder, leaseMs, engine = 'embedded' }: GroupScope & ClaimOptions,
): Promise<ProgressRow | undefined> {
  return tx
    .updateTable('feature_progress as p')
    .from('feature_groups as g')
    .set({
      holder,
      epoch: sql`p.epoch + 1`,
      lease_expires_at: sql`now() + ${leaseMs} * interval '1 ms'`,
      updated_at: sql`now()`,
    })
    .where('p.group_name', '=', name)
    .where('p.group_version', '=', version)
    .whereRef('g.tenant_id', '=', 'p.tenant_id')
    .whereRef('g.name', '=', 'p.group_name')
    .whereRef('g.version', '=', 'p.group_version')
    .where('g.state', '=', 'active')
    .where('g.engine', '=', engine)
    .where(sql<boolean>`(p.holder is null or p.lease_expires_at < now())`)
    .returningAll('p')
    .executeTakeFirst();
}

export interface Hold extends GroupScope {
  epoch: number;
}

/** False: the epoch is over, and whoever asks must write nothing more. */
export async function saveProgress(
  tx: Tx,
  hold: Hold,
  options: {
    positions: StoredPositions;
    counts: Counts;
    leaseMs: number;
    pausedReason: string | null;
    settledMs: number | null;
  },
): Promise<boolean> {
  const { counts } = options;
  const row = await tx
    .updateTable('feature_progress')
    .set({
      positions: JSON.stringify(options.positions),
      processed: sql`processed + ${counts.processed}`,
      filtered: sql`filtered + ${counts.filtered}`,
      duplicate: sql`duplicate + ${counts.duplicate}`,
      late: sql`late + ${counts.late}`,
      dead: sql`dead + ${counts.dead}`,
      paused_reason: options.pausedReason,
      settled_ms: options.settledMs,
      lease_expires_at: sql`now() + ${options.leaseMs} * interval '1 ms'`,
      updated_at: sql`now()`,
    })
    .where('group_name', '=', hold.name)
    .where('group_version', '=', hold.version)
    .where('epoch', '=', hold.epoch)
    .returning('epoch')
    .executeTakeFirst();
  return row !== undefined;
}

/** Gives the group back, unless somebody else has it by now. */
export async function releaseGroup(tx: Tx, hold: Hold): Promise<void> {
  await tx
    .updateTable('feature_progress')
    .set({ holder: null, lease_expires_at: null })
    .where('group_name', '=', hold.name)
    .where('group_version', '=', hold.version)
    .where('epoch', '=', hold.epoch)
    .execute();
}

/** Writes whole tiles over what is there. */
export async function upsertTiles(tx: Tx, scope: GroupScope, tiles: readonly StoredTile[]): Promise<void> {
  if (tiles.length === 0) return;
  await sql`
    insert into feature_tiles
      (tenant_id, group_name, group_version, entity, resolution_ms, tile_start, n, partials, seen)
    select ${scope.tenantId}::uuid, ${scope.name}, ${scope.version}::int, t.* from unnest(
      ${tiles.map(each => each.entity)}::text[], ${tiles.map(each => each.resolutionMs)}::int[],
      ${tiles.map(each => each.start)}::bigint[], ${tiles.map(each => each.n)}::int[],
      ${tiles.map(each => each.partials)}::text[], ${tiles.map(each => each.seen)}::bytea[]) as t
    on conflict (tenant_id, group_name, group_version, entity, resolution_ms, tile_start)
    do update set n = excluded.n, partials = excluded.partials, seen = excluded.seen`.execute(tx);
}

/** Those of the wanted tiles that were ever written. */
export async function findTiles(
  tx: Tx,
  { name, version }: GroupScope,
  wanted: readonly { entity: string; resolutionMs: number; start: number }[],
): Promise<StoredTile[]> {
  if (wanted.length === 0) return [];
  const { rows } = await sql<StoredTile>`
    select t.entity, t.resolution_ms as "resolutionMs", t.tile_start as start, t.n, t.partials, t.seen
    from unnest(
      ${wanted.map(each => each.entity)}::text[], ${wanted.map(each => each.resolutionMs)}::int[],
      ${wanted.map(each => each.start)}::bigint[]) as w (entity, resolution_ms, tile_start)
    join feature_tiles t on t.entity = w.entity and t.resolution_ms = w.resolution_ms and t.tile_start = w.tile_start
    where t.group_name = ${name} and t.group_version = ${version}`.execute(tx);
  return rows;
}

/** Tiles, and since when coarse ones of them may be behind the finest; null: none is. */
export interface TilesRead {
  tiles: StoredTile[];
  settledMs: number | null;
}

/** Every tile of some entities that began in [fromMs, toMs). */
export async function findTilesOfEntities(
  tx: Tx,
  scope: GroupScope,
  { entities, fromMs, toMs }: { entities: readonly string[]; fromMs: number; toMs: number },
): Promise<TilesRead> {
  // One statement: what it says of both is of one moment.
  const { rows } = await sql<StoredTile & { settledMs: number | null }>`
    select entity, resolution_ms as "resolutionMs", tile_start as start, n, partials, null as seen,
      (select settled_ms from feature_progress
        where tenant_id = ${scope.tenantId} and group_name = ${scope.name} and group_version = ${scope.version}
      ) as "settledMs"
    from feature_tiles
    where tenant_id = ${scope.tenantId} and group_name = ${scope.name} and group_version = ${scope.version}
      and entity = any(${entities}::text[])
      and tile_start >= ${fromMs} and tile_start < ${toMs}
    order by entity, resolution_ms, tile_start`.execute(tx);
  return { tiles: rows, settledMs: rows[0]?.settledMs ?? null };
}

/** Who has tiles of this resolution that began at `fromMs` or later. */
export async function listEntitiesSince(
  tx: Tx,
  scope: GroupScope,
  { resolutionMs, fromMs }: { resolutionMs: number; fromMs: number },
): Promise<string[]> {
  const { rows } = await sql<{ entity: string }>`
    select distinct entity from feature_tiles
    where tenant_id = ${scope.tenantId} and group_name = ${scope.name} and group_version = ${scope.version}
      and resolution_ms = ${resolutionMs}::int and tile_start >= ${fromMs}`.execute(tx);
  return rows.map(row => row.entity);
}

/** Tiles of some entities, of each resolution from a moment of its own on. */
export async function findTilesSince(
  tx: Tx,
  { tenantId, name, version }: GroupScope,
  given: { entities: readonly string[]; resolutions: readonly number[]; fromMs: readonly number[] },
): Promise<StoredTile[]> {
  const { rows } = await sql<StoredTile>`
    select t.entity, t.resolution_ms as "resolutionMs", t.tile_start as start, t.n, t.partials, null as seen
    from unnest(${given.entities}::text[]) as e (entity)
    cross join unnest(${given.resolutions}::int[], ${given.fromMs}::bigint[]) as r (resolution_ms, from_ms)
    join feature_tiles t on t.tenant_id = ${tenantId} and t.group_name = ${name} and t.group_version = ${version}
      and t.entity = e.entity and t.resolution_ms = r.resolution_ms and t.tile_start >= r.from_ms`.execute(
    tx,
  );
  return rows;
}

export async function listTilesAfter(
  tx: Tx,
  { name, version }: GroupScope,
  page: {
    after: { entity: string; resolutionMs: number; start: number };
    fromMs: number;
    limit: number;
  },
): Promise<StoredTile[]> {
  const { entity, resolutionMs, start } = page.after;
  const { rows } = await sql<StoredTile>`
    select entity, resolution_ms as "resolutionMs", tile_start as start, n, partials, null as seen from feature_tiles
    where group_name = ${name} and group_version = ${version} and tile_start >= ${page.fromMs}
      and (entity, resolution_ms, tile_start) > (${entity}, ${resolutionMs}::int, ${start}::bigint)
    order by entity, resolution_ms, tile_start limit ${page.limit}`.execute(tx);
  return rows;
}

/** @returns how many there were, at most `limit`. */
export async function deleteTilesBefore(
  tx: Tx,
  options: { beforeMs: number; isFinest: boolean; finestMs: number; limit: number },
): Promise<number> {
  const result = await sql`
    delete from feature_tiles where ctid = any(array(
      select ctid from feature_tiles
      where tile_start < ${options.beforeMs} and (resolution_ms = ${options.finestMs}::int) = ${options.isFinest}
      limit ${options.limit}))`.execute(tx);
  return Number(result.numAffectedRows ?? 0);
}

export async function findProgress(
  tx: Tx,
  { name, version }: { name: string; version: number },
): Promise<ProgressRow | undefined> {
  return tx
    .selectFrom('feature_progress')
    .selectAll()
    .where('group_name', '=', name)
    .where('group_version', '=', version)
    .executeTakeFirst();
}

/** Begins anew: no tiles, nothing read. Whoever works on the group meanwhile can write nothing more. */
export async function resetProgress(
  tx: Tx,
  { name, version }: { name: string; version: number },
): Promise<void> {
  await tx
    .updateTable('feature_progress')
    .set({
      epoch: sql`epoch + 1`,
      holder: null,
      lease_expires_at: null,
      positions: '{}',
      settled_ms: null,
      processed: 0,
      filtered: 0,
      duplicate: 0,
      late: 0,
      dead: 0,
      paused_reason: null,
      updated_at: sql`now()`,
    })
    .where('group_name', '=', name)
    .where('group_version', '=', version)
    .execute();
  await tx
    .deleteFrom('feature_tiles')
    .where('group_name', '=', name)
    .where('group_version', '=', version)
    .execute();
}
