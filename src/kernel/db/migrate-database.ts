import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { AppError } from '../errors/app-error.ts';
import { failpoint } from '../failpoints.ts';
import { isOnline, runOnline } from './run-online-migration.ts';

const FOLDER = new URL('../../../migrations/', import.meta.url);
/** Any constant: two migrators at once take turns. */
const ADVISORY_LOCK = 7_285_117_001;

interface Migration {
  name: string;
  sql: string;
  sha256: string;
}

export class SchemaIsNewer extends AppError {
  constructor(name: string) {
    super(`The database has the migration ${name}, which this program does not know.`, {
      code: 'schema-is-newer',
      status: 503,
      nextStep: 'Start the newer version of Quarry that made it, or restore a backup from before.',
    });
  }
}

export class MigrationChanged extends AppError {
  constructor(name: string) {
    super(`The migration ${name} differs from the one that ran on this database.`, {
      code: 'migration-changed',
      status: 503,
      nextStep: 'Migrations are forward only: undo the edit and add a new file.',
    });
  }
}

/** How soon a migrator looks again whether the other one is done. */
const TURN_MS = 200;

/**
 * Brings the schema up to this program: each file of migrations/ once, in order, in a transaction of its own, or, where it
 * begins with `-- @online`, statement by statement without one.
 * `only` names those of an earlier day, for a restore; `folder` holds other files. Needs the owner's connection. Safe to call from several processes at once.
 * @returns the names of the migrations that ran now.
 * @throws SchemaIsNewer, MigrationChanged
 */
export async function migrateDatabase(
  pool: pg.Pool,
  options: { only?: readonly string[]; folder?: URL } = {},
): Promise<string[]> {
  const client = await pool.connect();
  try {
    await untilItsTurn(client);
    // Creating indexes and waiting for other migrators may take longer than a request may.
    await client.query('set statement_timeout = 0; set lock_timeout = 0');
    const { only, folder } = options;
    const migrations = await readMigrations(folder);
    assertKnown(only ?? [], migrations);
    return await runPending(client, only ? migrations.filter(each => only.includes(each.name)) : migrations);
  } finally {
    // Destroying the connection gives back the lock and the settings, whatever state it is in.
    client.release(true);
  }
}

/** Asks again and again: a statement that waits for the lock would hold a snapshot, and an index is made online only after all older ones are gone. */
async function untilItsTurn(client: pg.PoolClient): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ mine: boolean }>(
      `select pg_try_advisory_lock(${ADVISORY_LOCK}) as mine`,
    );
    if (rows[0]!.mine) return;
    await setTimeout(TURN_MS);
  }
}

/** The migrations that this program has and the database has not. */
export async function listPendingMigrations(pool: pg.Pool): Promise<string[]> {
  const migrations = await readMigrations();
  const { rows } = await pool.query<{ known: string | null }>(
    `select to_regclass('schema_migrations')::text as known`,
  );
  const applied = rows[0]?.known === null ? new Map<string, string>() : await readApplied(pool);
  return findPending(migrations, applied).map(each => each.name);
}

async function runPending(client: pg.PoolClient, migrations: Migration[]): Promise<string[]> {
  await client.query(`create table if not exists schema_migrations (
    name text primary key, sha256 text not null, applied_at timestamptz(3) not null default now())`);
  const pending = findPending(migrations, await readApplied(client));
  for (const migration of pending) await runMigration(client, migration);
  return pending.map(each => each.name);
}

function assertKnown(names: readonly string[], migrations: Migration[]): void {
  const unknown = names.find(name => !migrations.some(each => each.name === name));
  if (unknown !== undefined) throw new SchemaIsNewer(unknown);
}

async function runMigration(client: pg.PoolClient, migration: Migration): Promise<void> {
  if (isOnline(migration.sql)) {
    // Each statement stands by itself and may be repeated: what a crash leaves undone, the next run does.
    await runOnline(client, migration);
    return noteApplied(client, migration);
  }
  await client.query('begin');
  try {
    await client.query(migration.sql);
    await failpoint('in-migration');
    await noteApplied(client, migration);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`migration ${migration.name} failed and was undone: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

async function noteApplied(client: pg.PoolClient, { name, sha256 }: Migration): Promise<void> {
  await client.query('insert into schema_migrations (name, sha256) values ($1, $2)', [name, sha256]);
}

function findPending(migrations: Migration[], applied: Map<string, string>): Migration[] {
  const known = new Map(migrations.map(each => [each.name, each.sha256]));
  for (const [name, sha256] of applied) {
    if (!known.has(name)) throw new SchemaIsNewer(name);
    if (known.get(name) !== sha256) throw new MigrationChanged(name);
  }
  return migrations.filter(each => !applied.has(each.name));
}

async function readApplied(client: pg.Pool | pg.PoolClient): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; sha256: string }>(
    'select name, sha256 from schema_migrations',
  );
  return new Map(rows.map(row => [row.name, row.sha256]));
}

async function readMigrations(folder = FOLDER): Promise<Migration[]> {
  const names = (await readdir(fileURLToPath(folder))).filter(name => name.endsWith('.sql')).toSorted();
  return Promise.all(
    names.map(async name => {
      const sql = await readFile(new URL(name, folder), 'utf8');
      return { name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}
