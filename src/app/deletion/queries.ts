import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';

export interface DeletionRow {
  id: string;
  subject: string | null;
  requested_at: Date;
  finished_at: Date | null;
  counts: Record<string, number>;
}

export async function insertDeletion(
  tx: Tx,
  row: { id: string; secretHash: Buffer; tenantId: string },
): Promise<void> {
  await tx
    .insertInto('deletions')
    .values({ id: row.id, secret_hash: row.secretHash, subject: row.tenantId })
    .execute();
}

/** From now on nobody gets in: whoever is inside is the last. */
export async function deleteCredentials(tx: Tx): Promise<void> {
  for (const table of ['sessions', 'api_keys', 'sign_in_links', 'share_links'] as const)
    await tx.deleteFrom(table).execute();
}

export async function findTenantName(tx: Tx): Promise<string | undefined> {
  return (await tx.selectFrom('tenants').select('name').executeTakeFirst())?.name;
}

export async function findDeletion(tx: Tx, id: string): Promise<DeletionRow | undefined> {
  const row = await tx.selectFrom('deletions').selectAll().where('id', '=', id).executeTakeFirst();
  return row as DeletionRow | undefined;
}

export async function findDeletionByHash(tx: Tx, hash: Buffer): Promise<DeletionRow | undefined> {
  const row = await tx.selectFrom('deletions').selectAll().where('secret_hash', '=', hash).executeTakeFirst();
  return row as DeletionRow | undefined;
}

/** In the transaction that erased them, so that a repetition counts nothing twice. */
export async function addCount(
  tx: Tx,
  { id, kind, count }: { id: string; kind: string; count: number },
): Promise<void> {
  if (count === 0) return;
  await sql`update deletions set counts = counts
    || jsonb_build_object(${kind}::text, coalesce((counts ->> ${kind})::bigint, 0) + ${count}::bigint)
    where id = ${id}`.execute(tx);
}

/** Of what was counted before it went: what a repetition still finds is no more than that. */
export async function noteCount(
  tx: Tx,
  { id, kind, count }: { id: string; kind: string; count: number },
): Promise<void> {
  if (count === 0) return;
  await sql`update deletions set counts = counts
    || jsonb_build_object(${kind}::text, greatest(coalesce((counts ->> ${kind})::bigint, 0), ${count}::bigint))
    where id = ${id}`.execute(tx);
}

export async function finishDeletion(tx: Tx, id: string): Promise<void> {
  await sql`update deletions set subject = null, finished_at = now() where id = ${id}`.execute(tx);
}

export async function deleteTenantRow(tx: Tx, tenantId: string): Promise<void> {
  await tx.deleteFrom('tenants').where('id', '=', tenantId).execute();
}

/** Running ones notice at their next heartbeat that they are nobody's any more. */
export async function deleteJobs(tx: Tx, tenantId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`with gone as (
      delete from pgboss.job where group_id = ${tenantId} or data ->> 'tenantId' = ${tenantId}
        or data::text like ${`%${tenantId}%`} returning 1)
    select count(*) as count from gone`.execute(tx);
  return rows[0]!.count;
}

export interface TenantTable {
  name: string;
  /** Spread over partitions, where a row's place alone does not name it. */
  partitioned: boolean;
  /** Tables whose rows refer to this one's. */
  children: string[];
}

/** Every table that names a tenant, from the catalogue: a new one is in it without a word here. */
export async function listTenantTables(tx: Tx): Promise<TenantTable[]> {
  const { rows } = await sql<TenantTable>`
    select c.relname::text as name, c.relkind = 'p' as partitioned,
      coalesce((select jsonb_agg(distinct child.relname::text) from pg_constraint f
        join pg_class child on child.oid = f.conrelid
        where f.contype = 'f' and f.confrelid = c.oid and f.conrelid <> c.oid), '[]') as children
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and has_table_privilege(c.oid, 'select, delete')
    order by 1`.execute(tx);
  return rows;
}

/** @returns how many rows went; fewer than `limit` when no more may go. */
export async function eraseRows(
  tx: Tx,
  { name, partitioned }: TenantTable,
  { tenantId, limit }: { tenantId: string; limit: number },
): Promise<number> {
  const table = sql.table(name);
  const some = partitioned
    ? sql`(tableoid, ctid) in (select tableoid, ctid from ${table} where tenant_id = ${tenantId} limit ${limit})`
    : sql`ctid = any(array(select ctid from ${table} where tenant_id = ${tenantId} limit ${limit}))`;
  const deleted = await sql`delete from ${table} where tenant_id = ${tenantId} and ${some}`.execute(tx);
  return Number(deleted.numAffectedRows ?? 0);
}

export async function countRows(tx: Tx, name: string, tenantId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${sql.table(name)} where tenant_id = ${tenantId}`.execute(tx);
  return rows[0]!.count;
}

export async function findEmail(tx: Tx, userId: string): Promise<string | undefined> {
  return (await tx.selectFrom('users').select('email').where('id', '=', userId).executeTakeFirst())?.email;
}

/** By table, and the messages of their conversations. */
export async function countRowsOfUser(
  tx: Tx,
  { userId, tables }: { userId: string; tables: readonly string[] },
): Promise<Record<string, number>> {
  const counted = tables.map(
    name => sql`${sql.lit(name)}::text, (select count(*) from ${sql.table(name)} where user_id = ${userId})`,
  );
  const messages = sql`'messages', (select count(*) from messages m join conversations c
    on c.tenant_id = m.tenant_id and c.id = m.conversation_id where c.user_id = ${userId})`;
  const { rows } = await sql<{ counts: Record<string, number> }>`
    select jsonb_build_object(${sql.join([...counted, messages])}) as counts`.execute(tx);
  return rows[0]!.counts;
}

/** Everything that refers to the user goes along. */
export async function deleteUser(tx: Tx, userId: string): Promise<void> {
  await tx.deleteFrom('users').where('id', '=', userId).execute();
}

/** One entry for the whole of it, in the transaction of the act. */
export async function noteAccountDeletion(
  tx: Tx,
  { tenantId, userId, counts }: { tenantId: string; userId: string; counts: object },
): Promise<void> {
  await sql`select write_audit(${tenantId}::uuid, 'account.deleted', 'account', ${userId}, ${JSON.stringify(counts)}::jsonb,
    coalesce(app_actor(), '{}'))`.execute(tx);
}
