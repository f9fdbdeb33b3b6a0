import { hash } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import { createId } from '#kernel/ids.ts';

/** A schema with one version of a subject, in a registry of the tenant's own. */
export async function insertSchemas(
  tx: Tx,
  { tenantId: tenant_id, marker }: { tenantId: string; marker: string },
): Promise<void> {
  await tx
    .insertInto('schema_registries')
    .values({ tenant_id })
    .onConflict(conflict => conflict.doNothing())
    .execute();
  const { id } = await tx
    .updateTable('schema_registries')
    .set({ next_id: sql`next_id + 1` })
    .returning(sql<number>`next_id - 1`.as('id'))
    .executeTakeFirstOrThrow();
  const text = JSON.stringify({ type: 'record', name: 'Event', doc: marker, fields: [] });
  await tx
    .insertInto('schema_texts')
    .values({ tenant_id, id, sha256: hash('sha256', text, 'buffer'), text })
    .execute();
  const subject = `subject-${createId()}`;
  await tx.insertInto('schema_subjects').values({ tenant_id, name: subject, last_version: 1 }).execute();
  await tx.insertInto('schema_versions').values({ tenant_id, subject, version: 1, schema_id: id }).execute();
}
