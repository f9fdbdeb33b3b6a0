import { mkdir } from 'node:fs/promises';
import type { Config } from '#kernel/config/config.ts';
import { assertSafeRole } from '#kernel/db/assert-safe-role.ts';
import type { Database } from '#kernel/db/database.ts';
import { listPendingMigrations, migrateDatabase } from '#kernel/db/migrate-database.ts';
import { openDatabase } from '#kernel/db/open-database.ts';
import { AppError } from '#kernel/errors/app-error.ts';
import { installJobStore } from '#kernel/jobs/install-job-store.ts';
import { SearchTurns } from '#knowledge/search/search-turns.ts';

const EMBEDDED_ACQUIRE_TIMEOUT_MS = 30_000;
const ACQUIRE_TIMEOUT_MS = 5_000;

export class SchemaIsBehind extends AppError {
  constructor(pending: string[]) {
    super(`The database is older than this program: ${pending.length} migrations are missing.`, {
      code: 'schema-is-behind',
      status: 503,
      nextStep: 'Run `quarry migrate` with DATABASE_OWNER_URL set to the owner of the database.',
    });
  }
}

/** The store of this configuration, ready to work on: the embedded one migrates itself, PostgreSQL must have been. */
export async function openStore(config: Config): Promise<Database> {
  await mkdir(config.dataFolder, { recursive: true, mode: 0o700 });
  const { url, readUrl, maxStalenessMs, poolSize } = config.database;
  const db = await openDatabase({
    url,
    readUrl,
    maxStalenessMs,
    dataFolder: config.dataFolder,
    maxConnections: poolSize,
    acquireTimeoutMs: url === undefined ? EMBEDDED_ACQUIRE_TIMEOUT_MS : ACQUIRE_TIMEOUT_MS,
  });
  if (config.searchConcurrency > 0) SearchTurns.limit(db, config.searchConcurrency);
  try {
    await (url === undefined ? bringUpToDate(db) : assertUsable(db));
    return db;
  } catch (error) {
    await db[Symbol.asyncDispose]();
    throw error;
  }
}

async function bringUpToDate(db: Database): Promise<void> {
  await migrateDatabase(db.pool);
  await installJobStore(db.pool);
}

async function assertUsable(db: Database): Promise<void> {
  const pending = await listPendingMigrations(db.pool);
  if (pending.length > 0) throw new SchemaIsBehind(pending);
  await assertSafeRole(db.pool);
}
