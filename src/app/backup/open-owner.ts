import type pg from 'pg';
import type { Config } from '#kernel/config/config.ts';
import type { Database } from '#kernel/db/database.ts';
import { openDatabase } from '#kernel/db/open-database.ts';
import { AppError } from '#kernel/errors/app-error.ts';

/** Rows as text must read the same wherever they are written and read. */
const SETTINGS = `set statement_timeout = 0; set lock_timeout = 0; set idle_in_transaction_session_timeout = 0;
  set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres'; set bytea_output = 'hex';
  set extra_float_digits = 1`;

/**
 * The store as one who sees every tenant's rows: the embedded database, or PostgreSQL by DATABASE_OWNER_URL.
 * @throws FolderInUse while a server runs on the embedded database; OwnerMayNotSeeAll
 */
export async function openOwner(config: Config): Promise<Database> {
  const { url, ownerUrl } = config.database;
  if (url !== undefined && ownerUrl === undefined) throw new OwnerMayNotSeeAll();
  const db = await openDatabase({
    url: url === undefined ? undefined : ownerUrl,
    dataFolder: config.dataFolder,
    maxConnections: 2,
    acquireTimeoutMs: 30_000,
  });
  const { rows } = await db.pool.query<{ sees_all: boolean }>(
    'select rolsuper or rolbypassrls as sees_all from pg_roles where rolname = current_user',
  );
  if (rows[0]?.sees_all) return db;
  await db[Symbol.asyncDispose]();
  throw new OwnerMayNotSeeAll();
}

/** One connection with the settings under which rows are read and written. */
export async function withClient<T>(db: Database, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await db.pool.connect();
  try {
    await client.query(SETTINGS);
    return await work(client);
  } finally {
    // Closed, not given back: the settings go with it.
    client.release(true);
  }
}

class OwnerMayNotSeeAll extends AppError {
  constructor() {
    super('DATABASE_OWNER_URL must name a role that sees the rows of all tenants.', {
      code: 'owner-may-not-see-all',
      status: 500,
      nextStep: 'Name a superuser, or let the role: ALTER ROLE … BYPASSRLS.',
    });
  }
}
