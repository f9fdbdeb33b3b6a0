import { Kysely } from 'kysely';
import type pg from 'pg';
import path from 'node:path';
import { createPool } from './create-pool.ts';
import type { Database } from './database.ts';
import { discardOpenTransactions } from './discard-open-transactions.ts';
import { EagerDialect } from './eager-dialect.ts';
import { lockFolder } from './folder-lock.ts';
import { PgliteListener } from './pglite/listen-pglite.ts';
import { PgliteProcess } from './pglite/pglite-process.ts';
import { ReplicaWatch } from './postgres/follow-replica.ts';
import { PostgresListener } from './postgres/listen-postgres.ts';
import { yieldToPeople } from './postgres/yield-to-people.ts';
import type { Tables } from './tables.gen.ts';

export interface DatabaseConfig {
  /** postgres://…; undefined means embedded PGlite. */
  url?: string;
  /** Of a streaming replica of the same database, for `readFrom`. */
  readUrl?: string;
  /** What the replica may lag behind. */
  maxStalenessMs?: number;
  /** Where PGlite keeps its files; undefined keeps everything in memory. */
  dataFolder?: string;
  maxConnections: number;
  acquireTimeoutMs: number;
}

/**
 * Opens PostgreSQL by URL, else PGlite in its folder, which this process then holds alone.
 * @throws FolderInUse when another live process holds the folder.
 */
export function openDatabase(config: DatabaseConfig): Promise<Database> {
  return config.url === undefined ? openPglite(config) : openPostgres(config, config.url);
}

async function openPostgres(config: DatabaseConfig, url: string): Promise<Database> {
  const pool = createServerPool(config, url);
  const listener = new PostgresListener(url);
  const replica = config.readUrl === undefined ? undefined : openReplica(config, config.readUrl, pool);
  return {
    store: 'postgres',
    pool,
    kysely: new Kysely<Tables>({ dialect: new EagerDialect({ pool: discardOpenTransactions(pool) }) }),
    reader: replica && (() => (replica.watch.isFresh ? replica.db : undefined)),
    listen: (channel, listen) => listener.listen(channel, listen),
    [Symbol.asyncDispose]: async () => {
      replica?.watch[Symbol.dispose]();
      await replica?.db[Symbol.asyncDispose]();
      await listener[Symbol.asyncDispose]();
      await pool.end();
    },
  };
}

/** What whoever works in the background may wait for one of its connections: its job goes on, nobody looks on. */
const BACKGROUND_ACQUIRE_TIMEOUT_MS = 30_000;

/**
 * The same database by connections of its own, so that work in the background, however much there is, never has those that
 * requests wait for, and takes its next step when none of them waits. The embedded one has a single session: there it is
 * `db` itself. Dispose it before `db`.
 */
export function openBackground(
  db: Database,
  { url, maxConnections }: Pick<DatabaseConfig, 'url' | 'maxConnections'>,
): Database {
  if (url === undefined) return { ...db, [Symbol.asyncDispose]: () => Promise.resolve() };
  const acquireTimeoutMs = BACKGROUND_ACQUIRE_TIMEOUT_MS;
  const pool = createServerPool({ maxConnections, acquireTimeoutMs }, url);
  const attention = yieldToPeople(pool, db);
  return {
    ...db,
    pool,
    kysely: new Kysely<Tables>({ dialect: new EagerDialect({ pool: discardOpenTransactions(pool) }) }),
    [Symbol.asyncDispose]: async () => {
      await attention[Symbol.asyncDispose]();
      await pool.end();
    },
  };
}

const createServerPool = (config: DatabaseConfig, url: string) =>
  createPool({
    connectionString: url,
    maxConnections: config.maxConnections,
    acquireTimeoutMs: config.acquireTimeoutMs,
    statementTimeoutMs: 15_000,
    lockTimeoutMs: 2_000,
    idleInTransactionTimeoutMs: 10_000,
    applicationName: 'quarry',
    pipeline: true,
  });

const MAX_STALENESS_MS = 5_000;

function openReplica(config: DatabaseConfig, url: string, primary: pg.Pool) {
  const pool = createServerPool(config, url);
  const db: Database = {
    store: 'postgres',
    pool,
    kysely: new Kysely<Tables>({ dialect: new EagerDialect({ pool: discardOpenTransactions(pool) }) }),
    listen: () => Promise.reject(new TypeError('a replica sends no notifications')),
    [Symbol.asyncDispose]: () => pool.end(),
  };
  const maxStalenessMs = config.maxStalenessMs ?? MAX_STALENESS_MS;
  return { db, watch: new ReplicaWatch({ primary, replica: pool, maxStalenessMs }) };
}

async function openPglite(config: DatabaseConfig): Promise<Database> {
  const lock = config.dataFolder === undefined ? undefined : lockFolder(config.dataFolder);
  const folder = config.dataFolder === undefined ? undefined : path.join(config.dataFolder, 'database');
  const pglite = await PgliteProcess.start(folder).catch((error: unknown) => {
    lock?.[Symbol.dispose]();
    throw error;
  });
  // One session, so one connection; callers queue for it as for any pool.
  const listener = new PgliteListener(async sql => (pool.ending ? undefined : pool.query(sql)));
  const pool = createPool({
    stream: () => pglite.connect(),
    prepare: client => listener.follow(client),
    maxConnections: 1,
    acquireTimeoutMs: config.acquireTimeoutMs,
  });
  return {
    store: 'pglite',
    pool,
    kysely: new Kysely<Tables>({ dialect: new EagerDialect({ pool: discardOpenTransactions(pool) }) }),
    listen: (channel, listen) => listener.listen(channel, listen),
    [Symbol.asyncDispose]: async () => {
      await pool.end();
      await pglite[Symbol.asyncDispose]();
      lock?.[Symbol.dispose]();
    },
  };
}
