import pg from 'pg';
import type { Config } from '#kernel/config/config.ts';
import { createPool } from '#kernel/db/create-pool.ts';
import { migrateDatabase } from '#kernel/db/migrate-database.ts';
import { AppError } from '#kernel/errors/app-error.ts';
import { installJobStore } from '#kernel/jobs/install-job-store.ts';

export interface MigratedStore {
  applied: string[];
  /** The login role of DATABASE_URL, when this call made it. */
  createdRole?: string;
}

/** Brings a PostgreSQL database up to date as its owner, and makes the plain role that DATABASE_URL names. */
export async function migrateStore(config: Config): Promise<MigratedStore> {
  const { url, ownerUrl } = config.database;
  if (ownerUrl === undefined) throw new OwnerMissing();
  await using owner = disposable(
    createPool({ connectionString: ownerUrl, maxConnections: 2, acquireTimeoutMs: 10_000 }),
  );
  const applied = await migrateDatabase(owner.pool);
  await installJobStore(owner.pool);
  const createdRole = url === undefined ? undefined : await ensureLoginRole(owner.pool, new URL(url));
  return { applied, createdRole };
}

/** @returns the role's name when it was made now. */
async function ensureLoginRole(pool: pg.Pool, url: URL): Promise<string | undefined> {
  const role = decodeURIComponent(url.username);
  if (role === '') return undefined;
  const { rowCount } = await pool.query('select from pg_roles where rolname = $1', [role]);
  const name = pg.escapeIdentifier(role);
  if (rowCount === 0) {
    const password = pg.escapeLiteral(decodeURIComponent(url.password));
    await pool.query(`create role ${name} login nosuperuser nobypassrls password ${password}`);
  }
  // Whoever made the group for us may have kept the right to grant it.
  const { rows } = await pool.query<{ is_member: boolean }>(
    `select pg_has_role($1, 'quarry_app', 'member') as is_member`,
    [role],
  );
  if (!rows[0]!.is_member) await pool.query(`grant quarry_app to ${name}`);
  return rowCount === 0 ? role : undefined;
}

function disposable(pool: pg.Pool): AsyncDisposable & { pool: pg.Pool } {
  return { pool, [Symbol.asyncDispose]: () => pool.end() };
}

export class OwnerMissing extends AppError {
  constructor() {
    super('DATABASE_OWNER_URL is not set.', {
      code: 'owner-missing',
      status: 500,
      nextStep:
        'Set it to postgres://OWNER:PASSWORD@HOST/DATABASE, a role that may create tables. The embedded database needs no migrate: it migrates itself.',
    });
  }
}
