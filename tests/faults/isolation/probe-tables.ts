import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { Scope } from '#kernel/db/with-transaction.ts';
import type { Target } from './open-target.ts';
import type { Findings } from './probe-routes.ts';
import type { Tenancy } from './tenancy.ts';

/** Tables that belong to no tenant; a further one without `tenant_id` fails the proof until it stands here. */
const shared = new Set([
  'deletions',
  'instance',
  'permits',
  'plans',
  'prices',
  'provider_gates',
  'schema_migrations',
  'workers',
]);

/** Every tenant's table, by SQL: who says no tenant, or the wrong one, reads nothing and writes nothing. */
export async function probeTables(
  { context: { db } }: Target,
  caller: Tenancy,
  victim: Tenancy,
): Promise<Findings> {
  const leaks: string[] = [];
  let probes = 0;
  const expectNone = async (what: string, scope: Scope, count: (tx: Tx) => Promise<number>) => {
    probes++;
    const found = await withTransaction(db, scope, count);
    if (found > 0) leaks.push(`${what}: ${found} rows`);
  };
  for (const { table, key } of await listTables(db)) {
    if (key === undefined) {
      if (!shared.has(table)) leaks.push(`table ${table} has no tenant and is not known to be shared`);
      continue;
    }
    const rows = (tx: Tx) => countRows(tx, table);
    const theirs = (tx: Tx) => countRows(tx, table, key, victim.tenantId);
    const own = await withTransaction(db, victim, rows);
    if (own === 0) leaks.push(`table ${table} is empty, so its probes prove nothing`);
    await expectNone(`${table} read with no tenant`, { credentialHash: Buffer.alloc(32) }, rows);
    await expectNone(`${table} read as the wrong tenant`, caller, theirs);
    await expectNone(`${table} changed as the wrong tenant`, caller, tx => touchRows(tx, table, key, victim));
    await expectNone(`${table} deleted as the wrong tenant`, caller, tx =>
      deleteRows(tx, table, key, victim),
    );
    if (table !== 'tenants') await expectNone(`${table} read by maintenance`, { maintenance: true }, rows);
    const row = await withTransaction(db, victim, tx => readRow(tx, table));
    for (const scope of [caller, { credentialHash: Buffer.alloc(32) }]) {
      probes++;
      const outcome = await withTransaction(db, scope, tx => insertRow(tx, table, row)).catch(
        (error: { code?: string }) => error.code,
      );
      if (outcome !== '42501')
        leaks.push(`${table} inserted for another tenant: ${String(outcome)}, not refused`);
    }
  }
  const open = await listOpenPartitions(db);
  leaks.push(
    ...open.map(table => `partition ${table} is reached past its parent, or without row-level security`),
  );
  return { probes: probes + 1, leaks };
}

/** Partitions are reached through their parents alone, whose policies then hold. */
async function listOpenPartitions(db: Target['context']['db']): Promise<string[]> {
  const { rows } = await db.pool.query<{ table: string }>(`
    select relname as table from pg_class
    where relnamespace = 'public'::regnamespace and relispartition and relkind = 'r' and (
      not relrowsecurity or not relforcerowsecurity
      or has_table_privilege('quarry_app', oid, 'select, insert, update, delete'))`);
  return rows.map(row => row.table);
}

/** Each table of ours and the column that names its tenant. */
export async function listTables(db: Target['context']['db']): Promise<{ table: string; key?: string }[]> {
  const { rows } = await db.pool.query<{ table: string; key: string | null }>(`
    select c.relname as table, a.attname as key
    from pg_class c
    left join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
      and a.attname = case c.relname when 'tenants' then 'id' else 'tenant_id' end
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    order by 1`);
  return rows.map(({ table, key }) => ({ table, key: key ?? undefined }));
}

async function countRows(tx: Tx, table: string, key?: string, tenantId?: string): Promise<number> {
  const filter = key === undefined ? sql`` : sql`where ${sql.ref(key)} = ${tenantId}::uuid`;
  const query = sql<{ count: number }>`select count(*) as count from ${sql.table(table)} ${filter}`;
  return (await query.execute(tx)).rows[0]!.count;
}

async function touchRows(tx: Tx, table: string, key: string, { tenantId }: Tenancy): Promise<number> {
  const column = sql.ref(key);
  const update = sql`update ${sql.table(table)} set ${column} = ${column} where ${column} = ${tenantId}::uuid`;
  return Number((await update.execute(tx)).numAffectedRows ?? 0);
}

async function deleteRows(tx: Tx, table: string, key: string, { tenantId }: Tenancy): Promise<number> {
  const query = sql`delete from ${sql.table(table)} where ${sql.ref(key)} = ${tenantId}::uuid`;
  return Number((await query.execute(tx)).numAffectedRows ?? 0);
}

async function readRow(tx: Tx, table: string): Promise<string> {
  const query = sql<{ row: string }>`select to_jsonb(t)::text as row from ${sql.table(table)} t limit 1`;
  return (await query.execute(tx)).rows[0]?.row ?? '{}';
}

/** The very row again: who may write it at all would meet its primary key, not the policy. */
async function insertRow(tx: Tx, table: string, row: string): Promise<string> {
  await sql`insert into ${sql.table(table)} overriding system value
    select * from jsonb_populate_record(null::${sql.table(table)}, ${row}::jsonb)`.execute(tx);
  return 'written';
}
