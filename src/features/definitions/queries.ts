import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import type { FeatureGroupsTable } from '#kernel/db/tables.gen.ts';
import type { FeatureGroup } from './definition.ts';

export type GroupRow = Selectable<FeatureGroupsTable>;

export function findGroup(
  tx: Tx,
  { name, version }: { name: string; version?: number },
): Promise<GroupRow | undefined> {
  let query = tx.selectFrom('feature_groups').selectAll().where('name', '=', name);
  if (version !== undefined) query = query.where('version', '=', version);
  return query.orderBy('version', 'desc').limit(1).executeTakeFirst();
}

export interface GroupStatusRow {
  name: string;
  version: number;
  topic: string;
  engine: string;
  state: string;
  created_at: Date;
  positions: Record<string, [number, number | null]>;
  ends: Record<string, number> | null;
  processed: number;
  filtered: number;
  duplicate: number;
  late: number;
  dead: number;
  paused_reason: string | null;
  is_held: boolean;
  updated_at: Date;
}

/** Groups with how far they have come; of one name only, if it is given. */
export async function listGroupRows(tx: Tx, name?: string): Promise<GroupStatusRow[]> {
  const { rows } = await sql<GroupStatusRow>`
    select g.name, g.version, g.topic, g.engine, g.state, g.created_at, p.positions, p.processed, p.filtered,
      p.duplicate, p.late, p.dead, p.paused_reason, p.updated_at,
      p.holder is not null and p.lease_expires_at > now() as is_held,
      (select jsonb_object_agg(e.partition::text, e.next_offset) from event_partitions e
        where e.tenant_id = g.tenant_id and e.topic = g.topic) as ends
    from feature_groups g
    join feature_progress p on p.tenant_id = g.tenant_id and p.group_name = g.name and p.group_version = g.version
    where ${name ?? null}::text is null or g.name = ${name ?? null}
    order by g.name, g.version`.execute(tx);
  return rows;
}

export async function insertGroup(tx: Tx, tenantId: string, group: FeatureGroup): Promise<boolean> {
  const key = { name: group.name, version: group.version };
  const made = await tx
    .insertInto('feature_groups')
    .values({ tenant_id: tenantId, ...key, topic: group.topic, definition: JSON.stringify(group) })
    .onConflict(conflict => conflict.doNothing())
    .returning('name')
    .executeTakeFirst();
  if (made === undefined) return false;
  await tx
    .insertInto('feature_progress')
    .values({ tenant_id: tenantId, group_name: key.name, group_version: key.version })
    .execute();
  await sql`select pg_notify('quarry_features', ${tenantId})`.execute(tx);
  return true;
}

export async function deleteGroup(tx: Tx, key: { name: string; version: number }): Promise<boolean> {
  const gone = await tx
    .deleteFrom('feature_groups')
    .where('name', '=', key.name)
    .where('version', '=', key.version)
    .returning('name')
    .executeTakeFirst();
  return gone !== undefined;
}
