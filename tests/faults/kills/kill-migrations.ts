import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { PreparedPostgres } from '#tests/support/prepare-postgres.ts';
import { urlOf } from '#tests/support/prepare-postgres.ts';
import { startQuarry } from '#tests/support/start-quarry.ts';
import { withClient } from '#tests/support/with-client.ts';

const READY_TRIES = 240;

const MAIN = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));

export interface MigrationTrial {
  killed: boolean;
  breaches: string[];
}

/** Kills `quarry migrate` inside its n-th migration, runs it again, and compares with a database nobody disturbed. */
export async function killMigration(trial: number): Promise<MigrationTrial> {
  const prepared = JSON.parse(process.env['QUARRY_TEST_POSTGRES']!) as PreparedPostgres;
  const name = `${prepared.template}_migrate_${trial}`;
  const admin = urlOf(prepared, 'admin', name);
  await withClient(prepared.adminUrl, client =>
    client.query(`create database ${name} owner ${prepared.owner}`),
  );
  try {
    await withClient(admin, client => client.query('create extension vector'));
    const environment = {
      DATABASE_URL: urlOf(prepared, 'application', name),
      DATABASE_OWNER_URL: urlOf(prepared, 'owner', name),
    };
    const pass = 1 + (trial % (await countMigrations(urlOf(prepared, 'admin', prepared.template))));
    const first = await migrate({ ...environment, QUARRY_FAILPOINTS: `in-migration=kill@${pass}` });
    const again = await migrate({ ...environment, QUARRY_FAILPOINTS: '' });
    const breaches = again.code === 0 ? [] : [`the second migration ended ${again.code}: ${again.printed}`];
    const [expected, found] = [
      await describeSchema(urlOf(prepared, 'admin', prepared.template)),
      await describeSchema(admin),
    ];
    if (expected !== found)
      breaches.push(`killed in migration ${pass}, the schema is another one afterwards`);
    return { killed: first.signal === 'SIGKILL', breaches };
  } finally {
    await withClient(prepared.adminUrl, client => client.query(`drop database ${name} with (force)`));
  }
}

/** Kills the first start of an embedded store inside its n-th migration; the second start must serve. */
export async function killFirstStart(trial: number): Promise<MigrationTrial> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quarry-kill-start-'));
  const environment = {
    QUARRY_DATA_DIR: folder,
    DATABASE_URL: '',
    DATABASE_OWNER_URL: '',
    QUARRY_LOG_LEVEL: 'warn',
  };
  try {
    const first = await run(['start'], {
      ...environment,
      QUARRY_PORT: '0',
      QUARRY_FAILPOINTS: `in-migration=kill@${1 + (trial % 4)}`,
    });
    await using quarry = await startQuarry({ environment });
    const status = await untilReady(quarry.url);
    const breaches = status === 200 ? [] : [`after a killed first start /readyz answers ${status}`];
    return { killed: first.signal === 'SIGKILL', breaches };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** On a busy machine the first answers may be 503: it gives its database 200 ms. @returns the last status. */
async function untilReady(url: string): Promise<number> {
  for (let tries = 1; ; tries++) {
    const { status } = await fetch(`${url}/readyz`);
    if (status === 200 || tries === READY_TRIES) return status;
    await delay(250);
  }
}

const migrate = (environment: Record<string, string>) => run(['migrate'], environment);

async function run(args: string[], environment: Record<string, string>) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let printed = '';
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return { code, signal, printed };
}

async function countMigrations(url: string): Promise<number> {
  const { rows } = await withClient(url, client =>
    client.query<{ count: number }>('select count(*)::int as count from schema_migrations'),
  );
  return rows[0]!.count;
}

/** Columns, constraints, policies and applied migrations, the job store's included. */
async function describeSchema(url: string): Promise<string> {
  const queries = [
    `select table_schema, table_name, column_name, data_type, is_nullable, column_default from information_schema.columns
     where table_schema in ('public', 'pgboss') order by 1, 2, 3`,
    `select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint
     where connamespace in ('public'::regnamespace, 'pgboss'::regnamespace) order by 1, 2`,
    `select tablename, policyname, qual, with_check from pg_policies order by 1, 2`,
    `select indexname, indexdef from pg_indexes where schemaname in ('public', 'pgboss') order by 1, 2`,
    `select name, sha256 from schema_migrations order by 1`,
  ];
  return withClient(url, async client => {
    const results: unknown[] = [];
    for (const query of queries) results.push((await client.query(query)).rows);
    return JSON.stringify(results);
  });
}
