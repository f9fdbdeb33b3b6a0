import type { Pool } from 'pg';
import type { Config } from '#kernel/config/config.ts';
import { assertSafeRole } from '#kernel/db/assert-safe-role.ts';
import { createPool } from '#kernel/db/create-pool.ts';
import { listPendingMigrations } from '#kernel/db/migrate-database.ts';
import { AppError } from '#kernel/errors/app-error.ts';
import { ok, problem } from './check.ts';
import type { Check } from './check.ts';

const NAME = 'Database';

export async function checkDatabase(config: Config): Promise<Check> {
  const { url } = config.database;
  if (url === undefined) return ok(NAME, 'embedded (PGlite); set DATABASE_URL to use PostgreSQL');
  const pool = createPool({ connectionString: url, maxConnections: 1, acquireTimeoutMs: 5_000 });
  try {
    return await checkPostgres(pool);
  } catch (error) {
    return describeFailure(error);
  } finally {
    await pool.end();
  }
}

async function checkPostgres(pool: Pool): Promise<Check> {
  const { rows } = await pool.query<{ version: string; vector: string | null }>(
    `select current_setting('server_version') as version,
      (select default_version from pg_available_extensions where name = 'vector') as vector`,
  );
  const { version, vector } = rows[0]!;
  if (vector === null) {
    return problem(
      NAME,
      `PostgreSQL ${version} without pgvector`,
      'Install the package postgresql-NN-pgvector on the server.',
    );
  }
  const pending = await listPendingMigrations(pool);
  if (pending.length > 0) {
    return problem(
      NAME,
      `${pending.length} migrations are missing`,
      'Run `quarry migrate` with DATABASE_OWNER_URL set.',
    );
  }
  await assertSafeRole(pool);
  return ok(NAME, `PostgreSQL ${version}, pgvector ${vector}, schema up to date`);
}

function describeFailure(error: unknown): Check {
  if (error instanceof AppError) return problem(NAME, error.message, error.nextStep ?? '');
  const message =
    error instanceof Error ? error.message || String((error as NodeJS.ErrnoException).code) : String(error);
  return problem(
    NAME,
    `cannot be reached: ${message}`,
    'Check DATABASE_URL: host, port, user, password, database.',
  );
}
