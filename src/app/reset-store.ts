import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { systemClock } from '#kernel/clock.ts';
import type { Config } from '#kernel/config/config.ts';
import { createPool } from '#kernel/db/create-pool.ts';
import { lockFolder } from '#kernel/db/folder-lock.ts';
import { AppError } from '#kernel/errors/app-error.ts';
import { OwnerMissing, migrateStore } from './migrate-store.ts';
import { openBlobs } from './open-blobs.ts';

/**
 * Leaves a database without tables; `migrateStore` then makes them. What an extension brought stays: only a superuser
 * could make it again.
 */
export const DROP_EVERYTHING = `drop schema if exists pgboss cascade;
do $$ declare statement text; statements text[]; begin
  with ours as (
      -- Sequences go with the columns they count for; those that stand alone go last.
      select case c.relkind when 'S' then 4 else 1 end as turn, case c.relkind when 'v' then 'view'
          when 'm' then 'materialized view' when 'S' then 'sequence' else 'table' end as kind,
          quote_ident(c.relname) as name, c.oid, 'pg_class'::regclass as class
        from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S')
    union all
      select 2, 'routine', format('%I(%s)', p.proname, pg_get_function_identity_arguments(p.oid)), p.oid, 'pg_proc'
        from pg_proc p where p.pronamespace = 'public'::regnamespace
    union all
      select 3, case t.typtype when 'd' then 'domain' else 'type' end, quote_ident(t.typname), t.oid, 'pg_type'
        from pg_type t where t.typnamespace = 'public'::regnamespace and t.typtype in ('d', 'e'))
  select array_agg(format('drop %s if exists public.%s cascade', kind, name) order by turn) into statements
    from ours where not exists (select from pg_depend d
      where d.classid = ours.class and d.objid = ours.oid and d.deptype = 'e');
  foreach statement in array coalesce(statements, '{}') loop
    execute statement;
  end loop;
end $$`;

const FOLDERS = ['database', 'blobs', 'imports', 'uploads'];

/** Deletes every row and file. @throws FolderInUse or StoreInUse while a server runs on it, OwnerMissing. */
export async function resetStore(config: Config): Promise<void> {
  using _lock = lockFolder(config.dataFolder);
  if (config.database.url !== undefined) await resetPostgres(config);
  await emptyBucket(config);
  for (const folder of FOLDERS)
    await rm(path.join(config.dataFolder, folder), { recursive: true, force: true });
}

/** What lies in folders goes with them. */
async function emptyBucket(config: Config): Promise<void> {
  if (config.bucket === undefined) return;
  for (const area of ['blobs', 'imports'] as const) {
    const store = await openBlobs(config, area);
    for await (const { key } of store.list('')) await store.delete(key);
  }
}

async function resetPostgres(config: Config): Promise<void> {
  const { ownerUrl } = config.database;
  // The driver would go on with whatever database the surroundings name.
  if (ownerUrl === undefined) throw new OwnerMissing();
  const pool = createPool({
    connectionString: ownerUrl,
    maxConnections: 1,
    acquireTimeoutMs: 10_000,
  });
  try {
    await assertUnused(pool);
    await pool.query(DROP_EVERYTHING);
  } finally {
    await pool.end();
  }
  await migrateStore(config);
}

/** Connections of a program that has just ended go within moments. */
const PATIENCE_MS = 2_000;
const LOOK_EVERY_MS = 100;

/** Any machine may serve the database. @throws StoreInUse */
async function assertUnused(pool: pg.Pool): Promise<void> {
  const untilMs = systemClock.elapsedMs() + PATIENCE_MS;
  for (;;) {
    const { rows } = await pool.query(
      `select from pg_stat_activity where datname = current_database() and application_name = 'quarry'`,
    );
    if (rows.length === 0) return;
    if (systemClock.elapsedMs() > untilMs) throw new StoreInUse();
    await delay(LOOK_EVERY_MS);
  }
}

class StoreInUse extends AppError {
  constructor() {
    super('Quarry runs on this database.', {
      code: 'store-in-use',
      status: 409,
      nextStep: 'Stop every server and worker of it first.',
    });
  }
}
