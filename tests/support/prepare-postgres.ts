import { randomBytes } from 'node:crypto';
import { createPool } from '#kernel/db/create-pool.ts';
import { migrateDatabase } from '#kernel/db/migrate-database.ts';
import { installJobStore } from '#kernel/jobs/install-job-store.ts';
import { holdPostgres } from '../../scripts/services/postgres.ts';
import type { HeldPostgres } from '../../scripts/services/postgres.ts';
import { removeLeftovers } from './remove-leftovers.ts';
import { withClient } from './with-client.ts';

/** Where a run's migrated template stands, and who may do what with the databases made from it. */
export interface PreparedPostgres {
  /** May create databases and see past row-level security. */
  adminUrl: string;
  template: string;
  /** Owns the databases and runs migrations; no superuser, as in a real installation. */
  owner: string;
  /** What the program connects as; owns nothing. */
  application: string;
  password: string;
}

/**
 * Makes a migrated template database on a real PostgreSQL, once for a run: every test then copies it. The result goes
 * to the tests' processes by the environment. Disposing drops everything the run made there. `hold`: gives another
 * server than the one that all share.
 * @throws when no PostgreSQL can be had, with every reason.
 */
export async function preparePostgres(
  hold: () => Promise<HeldPostgres> = holdPostgres,
): Promise<AsyncDisposable> {
  const server = await hold().catch((error: Error) => {
    throw new Error(
      `${error.message}\nTo go without: npm test -- --without-postgres (it says what is then not proven).`,
    );
  });
  const name = `quarry_test_${process.pid}_${randomBytes(3).toString('hex')}`;
  const prepared: PreparedPostgres = {
    adminUrl: server.url,
    template: name,
    owner: `${name}_owner`,
    application: `${name}_application`,
    password: randomBytes(12).toString('hex'),
  };
  if (server.ours) await removeLeftovers(server.url);
  await createTemplate(prepared);
  process.env['QUARRY_TEST_POSTGRES'] = JSON.stringify(prepared);
  return {
    async [Symbol.asyncDispose]() {
      await removeLeftovers(server.url, name);
      await server[Symbol.asyncDispose]();
    },
  };
}

async function createTemplate(prepared: PreparedPostgres): Promise<void> {
  const { adminUrl, template, owner, application, password } = prepared;
  await withClient(adminUrl, async admin => {
    await admin.query(`create role ${owner} login createrole password '${password}'`);
    await admin.query(`create database ${template} owner ${owner}`);
    await createApplicationGroup(admin);
  });
  // pgvector is not a trusted extension: whoever installs Quarry has a superuser create it, and so do we.
  await withClient(urlOf(prepared, 'admin', template), admin =>
    admin.query('create extension if not exists vector'),
  );
  await using pool = openOwnerPool(urlOf(prepared, 'owner', template));
  await migrateDatabase(pool.pool);
  await installJobStore(pool.pool);
  await withClient(adminUrl, admin =>
    admin.query(`create role ${application} login password '${password}' in role quarry_app`),
  );
}

// Roles belong to the whole server: two runs that migrate their own databases at once would both try to create it.
async function createApplicationGroup(admin: { query(sql: string): Promise<unknown> }): Promise<void> {
  await admin.query(`do $$ begin
    create role quarry_app nologin nosuperuser nobypassrls nocreatedb nocreaterole;
  exception when duplicate_object or unique_violation then null; end $$`);
}

function openOwnerPool(connectionString: string) {
  const pool = createPool({ connectionString, maxConnections: 1, acquireTimeoutMs: 10_000 });
  return { pool, [Symbol.asyncDispose]: () => pool.end() };
}

/** The address of one of the run's databases, as the owner or as the program. */
export function urlOf(
  prepared: PreparedPostgres,
  role: 'owner' | 'application' | 'admin',
  database: string,
): string {
  const url = new URL(prepared.adminUrl);
  url.pathname = `/${database}`;
  if (role === 'admin') return url.href;
  url.username = prepared[role];
  url.password = prepared.password;
  return url.href;
}
