import pg from 'pg';
import type { Duplex } from 'node:stream';
import { Overloaded } from '../errors/common-errors.ts';

export interface PoolOptions {
  connectionString?: string;
  /** Stands in for the socket (PGlite). */
  stream?: () => Duplex;
  /** Done with each new connection before anyone may use it. */
  prepare?: (client: pg.ClientBase) => Promise<void>;
  maxConnections: number;
  /** Waiting for a free connection ends after this; the caller answers 503. */
  acquireTimeoutMs: number;
  statementTimeoutMs?: number;
  lockTimeoutMs?: number;
  idleInTransactionTimeoutMs?: number;
  applicationName?: string;
  /** Queries that are not waited for one by one are sent at once. */
  pipeline?: boolean;
}

const INT8 = 20;

/** The same driver and the same value types for both stores: `bigint` arrives as a number, out of range throws. */
export function createPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    stream: options.stream,
    // The published types say void; the pool waits for the promise.
    onConnect: options.prepare as (client: pg.ClientBase) => void,
    max: options.maxConnections,
    connectionTimeoutMillis: options.acquireTimeoutMs,
    statement_timeout: options.statementTimeoutMs,
    lock_timeout: options.lockTimeoutMs,
    idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs,
    application_name: options.applicationName,
    keepAlive: true,
    pipeline: options.pipeline,
    types: { getTypeParser },
  } as pg.PoolConfig);
  // An idle connection that breaks is replaced by the pool; unheard, its error would end the process.
  pool.on('error', () => {});
  // The same for one that somebody holds between two queries, as when the server restarts: the next query fails then.
  pool.on('connect', client => client.on('error', () => {}));
  boundQueue(pool);
  return pool;
}

/** Far more than a process can serve in time; who would come after them had better learn it now. */
const MAX_WAITING = 2_000;

/** The pool's own queue has no end. */
function boundQueue(pool: pg.Pool): void {
  type Callback = (error: Error) => void;
  const connect = pool.connect.bind(pool) as (callback?: Callback) => unknown;
  pool.connect = ((callback?: Callback) => {
    if (pool.waitingCount < MAX_WAITING) return connect(callback);
    const error = new Overloaded('Too many requests wait for the database.', { retryAfterSeconds: 1 });
    return callback ? callback(error) : Promise.reject(error);
  }) as typeof pool.connect;
}

const getTypeParser = ((oid: number, format?: 'text' | 'binary') =>
  oid === INT8 && format !== 'binary'
    ? parseSafeInteger
    : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser;

function parseSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} does not fit a number`);
  return value;
}
