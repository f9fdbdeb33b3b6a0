import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';

export interface ServedRows {
  tenantId: string;
  name: string;
  version: number;
  atMs: number;
  endMs: number;
  positions: unknown;
  rows: readonly { id: string; entity: string; vector: string }[];
}

export async function insertServed(
  tx: Tx,
  { tenantId, name, version, ...served }: ServedRows,
): Promise<void> {
  if (served.rows.length === 0) return;
  await sql`
    insert into served_vectors
      (tenant_id, id, group_name, group_version, entity, at_ms, end_ms, positions, vector)
    select ${tenantId}::uuid, v.id, ${name}, ${version}::int, v.entity, ${served.atMs}::bigint,
      ${served.endMs}::bigint, ${JSON.stringify(served.positions)}::jsonb, v.vector
    from unnest(
      ${served.rows.map(each => each.id)}::uuid[], ${served.rows.map(each => each.entity)}::text[],
      ${served.rows.map(each => each.vector)}::text[]) as v (id, entity, vector)`.execute(tx);
}
