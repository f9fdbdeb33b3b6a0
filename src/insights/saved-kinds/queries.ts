import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import type { InsightKindsTable } from '#kernel/db/tables.gen.ts';

export type SavedKindRow = Selectable<InsightKindsTable>;

export function listKindRows(tx: Tx): Promise<SavedKindRow[]> {
  return tx.selectFrom('insight_kinds').selectAll().orderBy('name').limit(500).execute();
}

export function findKind(tx: Tx, id: string): Promise<SavedKindRow | undefined> {
  return tx.selectFrom('insight_kinds').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Undefined: the name is taken. */
export function insertKind(
  tx: Tx,
  kind: { tenantId: string; id: string; userId: string; name: string; base: string; instructions: string },
): Promise<SavedKindRow | undefined> {
  return tx
    .insertInto('insight_kinds')
    .values({
      tenant_id: kind.tenantId,
      id: kind.id,
      user_id: kind.userId,
      name: kind.name,
      base: kind.base,
      instructions: kind.instructions,
    })
    .onConflict(conflict => conflict.columns(['tenant_id', 'name']).doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** Undefined: it is of another version. A taken name raises unique_violation. */
export function updateKind(
  tx: Tx,
  id: string,
  { version, name, instructions }: { version?: number; name?: string; instructions?: string },
): Promise<SavedKindRow | undefined> {
  return tx
    .updateTable('insight_kinds')
    .set({ name, instructions, updated_at: sql`now()`, version: sql`version + 1` })
    .where('id', '=', id)
    .$if(version !== undefined, query => query.where('version', '=', version!))
    .returningAll()
    .executeTakeFirst();
}

export async function deleteKind(tx: Tx, id: string): Promise<boolean> {
  const deleted = await tx.deleteFrom('insight_kinds').where('id', '=', id).executeTakeFirst();
  return deleted.numDeletedRows > 0n;
}
