import { sql } from 'kysely';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { Target } from './open-target.ts';
import { listTables } from './probe-tables.ts';
import type { Tenancy } from './tenancy.ts';

/** Whatever happens when its owner only signs in. */
const volatile = ['last_used_at', 'last_seen_at'];

/** Every row that a tenant sees, table by table, as text. */
export async function takeSnapshot(
  { context: { db } }: Target,
  tenant: Tenancy,
): Promise<Map<string, string>> {
  const tables = (await listTables(db)).filter(({ key }) => key !== undefined);
  return withTransaction(db, tenant, async tx => {
    const snapshot = new Map<string, string>();
    for (const { table } of tables) {
      const { rows } = await sql<{ text: string | null }>`
        select string_agg(row, e'\n' order by row) as text
        from (select (to_jsonb(t) - ${volatile}::text[])::text as row from ${sql.table(table)} t) each`.execute(
        tx,
      );
      snapshot.set(table, rows[0]?.text ?? '');
    }
    return snapshot;
  });
}

/** What changed in a tenant that nobody of its own touched; and whether the other's words arrived in it. */
export function compareSnapshots(before: Map<string, string>, after: Map<string, string>): string[] {
  return [...after]
    .filter(([table, text]) => before.get(table) !== text)
    .map(([table]) => `${table} was changed`);
}

export function findMarker(snapshot: Map<string, string>, marker: string): string[] {
  return [...snapshot]
    .filter(([, text]) => text.includes(marker))
    .map(([table]) => `${table} holds the other’s words`);
}
