import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import type { Compatibility } from './compatibility.ts';

export interface SchemaText {
  id: number;
  text: string;
}

export interface SubjectVersion extends SchemaText {
  subject: string;
  version: number;
}

/** The tenant's registry, made when it is first written to. */
export async function ensureRegistry(tx: Tx, tenantId: string): Promise<void> {
  await tx
    .insertInto('schema_registries')
    .values({ tenant_id: tenantId })
    .onConflict(conflict => conflict.doNothing())
    .execute();
}

/** Made when it is not there; stays locked until the end of `tx`, so that versions follow each other. */
export async function lockSubject(
  tx: Tx,
  { tenantId, name }: { tenantId: string; name: string },
): Promise<void> {
  await tx
    .insertInto('schema_subjects')
    .values({ tenant_id: tenantId, name })
    .onConflict(conflict => conflict.doNothing())
    .execute();
  await tx.selectFrom('schema_subjects').select('name').where('name', '=', name).forNoKeyUpdate().execute();
}

/** The id of a text, a new one if it has none. */
export async function ensureText(
  tx: Tx,
  { tenantId, sha256, text }: { tenantId: string; sha256: Buffer; text: string },
): Promise<number> {
  // Locks the registry: of two that bring the same text at once the second finds the first's.
  await tx.selectFrom('schema_registries').select('next_id').forNoKeyUpdate().execute();
  const known = await findIdOfText(tx, sha256);
  if (known !== undefined) return known;
  const { id } = await tx
    .updateTable('schema_registries')
    .set({ next_id: sql`next_id + 1` })
    .returning(sql<number>`next_id - 1`.as('id'))
    .executeTakeFirstOrThrow();
  await tx.insertInto('schema_texts').values({ tenant_id: tenantId, id, sha256, text }).execute();
  return id;
}

export async function findIdOfText(tx: Tx, sha256: Buffer): Promise<number | undefined> {
  const row = await tx
    .selectFrom('schema_texts')
    .select('id')
    .where('sha256', '=', sha256)
    .executeTakeFirst();
  return row?.id;
}

export async function insertVersion(
  tx: Tx,
  { tenantId, subject, schemaId }: { tenantId: string; subject: string; schemaId: number },
): Promise<void> {
  const { version } = await tx
    .updateTable('schema_subjects')
    .set({ last_version: sql`last_version + 1` })
    .where('name', '=', subject)
    .returning('last_version as version')
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('schema_versions')
    .values({ tenant_id: tenantId, subject, version, schema_id: schemaId })
    .execute();
}

/** Oldest first; of one subject, or of one schema. */
export function listVersions(tx: Tx, by: { subject?: string; schemaId?: number }): Promise<SubjectVersion[]> {
  return tx
    .selectFrom('schema_versions as v')
    .innerJoin('schema_texts as t', join =>
      join.onRef('t.tenant_id', '=', 'v.tenant_id').onRef('t.id', '=', 'v.schema_id'),
    )
    .select(['v.subject', 'v.version', 't.id', 't.text'])
    .$if(by.subject !== undefined, query => query.where('v.subject', '=', by.subject!))
    .$if(by.schemaId !== undefined, query => query.where('v.schema_id', '=', by.schemaId!))
    .orderBy('v.subject')
    .orderBy('v.version')
    .execute();
}

export async function listSubjectNames(tx: Tx): Promise<string[]> {
  const rows = await tx
    .selectFrom('schema_subjects')
    .select('name')
    .where('last_version', '>', 0)
    .orderBy('name')
    .execute();
  return rows.map(({ name }) => name);
}

export function findTexts(tx: Tx, ids: readonly number[]): Promise<SchemaText[]> {
  return tx
    .selectFrom('schema_texts')
    .select(['id', 'text'])
    .where('id', '=', sql<number>`any(${[...ids]}::int[])`)
    .execute();
}

/** A subject's own level, or undefined. */
export async function findSubjectLevel(tx: Tx, name: string): Promise<Compatibility | undefined> {
  const row = await tx
    .selectFrom('schema_subjects')
    .select('compatibility')
    .where('name', '=', name)
    .executeTakeFirst();
  return (row?.compatibility ?? undefined) as Compatibility | undefined;
}

export async function findRegistryLevel(tx: Tx): Promise<Compatibility> {
  const row = await tx.selectFrom('schema_registries').select('compatibility').executeTakeFirst();
  return (row?.compatibility ?? 'BACKWARD') as Compatibility;
}

/** Of a subject, or of the whole registry. Its row must be there. */
export async function setLevel(
  tx: Tx,
  { subject, level }: { subject?: string; level: Compatibility },
): Promise<void> {
  if (subject === undefined)
    await tx.updateTable('schema_registries').set({ compatibility: level }).execute();
  else
    await tx
      .updateTable('schema_subjects')
      .set({ compatibility: level })
      .where('name', '=', subject)
      .execute();
}
