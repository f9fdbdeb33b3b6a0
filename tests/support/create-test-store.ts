import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database, Store } from '#kernel/db/database.ts';
import { openDatabase, type DatabaseConfig } from '#kernel/db/open-database.ts';
import { urlOf, type PreparedPostgres } from './prepare-postgres.ts';
import { withClient } from './with-client.ts';

/** A migrated, empty store of one test's own. Disposing it removes everything. */
export interface TestStore extends AsyncDisposable {
  store: Store;
  config: DatabaseConfig;
  /** What a Quarry program needs in its environment to work on this store and to keep its files apart. */
  environment: Record<string, string>;
  /** Of the role that sees past row-level security, to look for what must not be there. Only on PostgreSQL. */
  adminUrl?: string;
}

/**
 * Makes a store without opening it: PGlite's folder can be held by one process only, and that may be a program under
 * test. Which store is decided by the test project (QUARRY_TEST_STORE), unless the caller insists.
 */
export async function createTestStore(
  options: { store?: Store; maxConnections?: number } = {},
): Promise<TestStore> {
  const store = options.store ?? (process.env['QUARRY_TEST_STORE'] as Store | undefined) ?? 'pglite';
  const folder = await mkdtemp(join(tmpdir(), 'quarry-test-'));
  const limits = { maxConnections: options.maxConnections ?? 10, acquireTimeoutMs: 10_000 };
  return store === 'pglite' ? await createPglite(folder, limits) : await createPostgres(folder, limits);
}

/** The same, opened in this process, for tests that need nothing but the database. */
export async function openTestStore(
  options: { store?: Store; maxConnections?: number } = {},
): Promise<TestStore & { db: Database }> {
  const test = await createTestStore(options);
  const db = await openDatabase(test.config);
  const dispose = async () => {
    await db[Symbol.asyncDispose]();
    await test[Symbol.asyncDispose]();
  };
  return { ...test, db, [Symbol.asyncDispose]: dispose };
}

type Limits = Pick<DatabaseConfig, 'maxConnections' | 'acquireTimeoutMs'>;

async function createPglite(folder: string, limits: Limits): Promise<TestStore> {
  const template = process.env['QUARRY_TEST_PGLITE'];
  if (!template) throw new Error('No prepared PGlite folder: the project needs global-setup-pglite.ts.');
  await cp(template, folder, { recursive: true });
  return {
    store: 'pglite',
    config: { dataFolder: folder, ...limits },
    // Whoever runs the tests may have a DATABASE_URL of their own, which a program under test must not follow.
    environment: { QUARRY_DATA_DIR: folder, DATABASE_URL: '', DATABASE_OWNER_URL: '' },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

let copies = 0;

async function createPostgres(folder: string, limits: Limits): Promise<TestStore> {
  const found = process.env['QUARRY_TEST_POSTGRES'];
  if (!found) throw new Error('No prepared PostgreSQL: the project needs global-setup-postgres.ts.');
  const prepared = JSON.parse(found) as PreparedPostgres;
  const name = `${prepared.template}_${process.pid}_${++copies}`;
  await withClient(prepared.adminUrl, admin =>
    admin.query(`create database ${name} template ${prepared.template} owner ${prepared.owner}`),
  );
  const url = urlOf(prepared, 'application', name);
  return {
    store: 'postgres',
    config: { url, ...limits },
    environment: {
      DATABASE_URL: url,
      DATABASE_OWNER_URL: urlOf(prepared, 'owner', name),
      QUARRY_DATA_DIR: folder,
    },
    adminUrl: urlOf(prepared, 'admin', name),
    async [Symbol.asyncDispose]() {
      await withClient(prepared.adminUrl, admin =>
        admin.query(`drop database if exists ${name} with (force)`),
      );
      await rm(folder, { recursive: true, force: true });
    },
  };
}
