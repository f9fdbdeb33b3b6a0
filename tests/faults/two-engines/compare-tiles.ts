import { sql } from 'kysely';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';

interface Where {
  db: Database;
  tenantId: string;
}

interface Group {
  name: string;
  version: number;
}

/** What a group has read, and how many events stand in its finest tiles; whole: its coarse ones have them, too. */
export async function countTiles({ db, tenantId }: Where, { name, version }: Group) {
  const { rows } = await withTransaction(db, { tenantId }, tx =>
    sql<{ processed: number; late: number; duplicate: number; counted: number; is_whole: boolean }>`
      select p.processed, p.late, p.duplicate, p.settled_ms is null as is_whole,
        (select coalesce(sum(n), 0)::bigint from feature_tiles t
          where t.group_name = ${name} and t.group_version = ${version} and t.resolution_ms = 1000) as counted
      from feature_progress p where p.group_name = ${name} and p.group_version = ${version}`.execute(tx),
  );
  return rows[0]!;
}

/** Every tile of both, side by side, byte by byte. */
export async function compareTiles({ db, tenantId }: Where, one: Group, two: Group) {
  const tilesOf = (group: Group) => sql`(
    select entity, resolution_ms, tile_start, n, partials from feature_tiles
    where group_name = ${group.name} and group_version = ${group.version})`;
  const { rows } = await withTransaction(db, { tenantId }, tx =>
    sql<{ tiles: number; missing: number; extra: number; different: number; examples: string[] | null }>`
      select count(*)::int as tiles,
        count(*) filter (where b.n is null)::int as missing,
        count(*) filter (where a.n is null)::int as extra,
        count(*) filter (where a.n <> b.n or a.partials <> b.partials)::int as different,
        (array_agg(concat_ws(' ', entity, resolution_ms, tile_start, 'has', a.n, a.partials, 'against', b.n, b.partials))
          filter (where (a.n, a.partials) is distinct from (b.n, b.partials)))[1:5] as examples
      from ${tilesOf(one)} a full join ${tilesOf(two)} b using (entity, resolution_ms, tile_start)`.execute(
      tx,
    ),
  );
  const { examples, ...counts } = rows[0]!;
  return { ...counts, examples: examples ?? [] };
}

export async function countRejects({ db, tenantId }: Where, topic: string) {
  const { rows } = await withTransaction(db, { tenantId }, tx =>
    sql<{ dead: number; late: number }>`
      select count(*) filter (where kind = 'dead')::int as dead, count(*) filter (where kind = 'late')::int as late
      from event_rejects where topic = ${topic}`.execute(tx),
  );
  return rows[0]!;
}
