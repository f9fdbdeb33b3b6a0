import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import type { StoredPositions } from '../tiles/queries.ts';

export interface ServedRow {
  at_ms: number;
  end_ms: number;
  positions: StoredPositions;
  vector: string;
}

/** For each label the last vector that was served of its entity by then; null where there is none. */
export async function findServed(
  tx: Tx,
  { name, version }: { name: string; version: number },
  labels: readonly { entity: string; atMs: number }[],
): Promise<(ServedRow | null)[]> {
  const { rows } = await sql<{ served: ServedRow | null }>`
    select to_jsonb(s) as served
    from unnest(${labels.map(each => each.entity)}::text[], ${labels.map(each => each.atMs)}::bigint[])
      with ordinality as l (entity, at_ms, ordinal)
    left join lateral (
      select v.at_ms, v.end_ms, v.positions, v.vector from served_vectors v
      where v.group_name = ${name} and v.group_version = ${version} and v.entity = l.entity and v.at_ms <= l.at_ms
      order by v.at_ms desc, v.id desc limit 1
    ) s on true
    order by l.ordinal`.execute(tx);
  return rows.map(row => row.served);
}
