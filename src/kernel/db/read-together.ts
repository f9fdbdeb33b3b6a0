import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { RawBuilder } from 'kysely';
import type pg from 'pg';
import type { Database } from './database.ts';
import { discardOpenTransactions } from './discard-open-transactions.ts';
import { openingStatement } from './opening-statement.ts';
import { asPublicError, scopeSettings } from './with-transaction.ts';
import type { Scope } from './with-transaction.ts';

export interface Reading<Row = unknown> {
  query: RawBuilder<Row>;
  /** Parsed once for a connection; with `plan_cache_mode` among the settings, planned once, too. */
  prepared?: boolean;
}

type RowsOf<Readings extends Reading[]> = {
  [Index in keyof Readings]: Readings[Index] extends Reading<infer Row> ? Row[] : never;
};

/**
 * Statements that only read, in one transaction, sent together: to PostgreSQL in one round trip, however
 * many there are. None can depend on what another found. `settings` hold for this transaction.
 * @throws Overloaded when no connection is free in time.
 */
export async function readTogether<Readings extends Reading[]>(
  db: Database,
  scope: Scope,
  readings: [...Readings],
): Promise<RowsOf<Readings>> {
  const messages: Message[] = [
    { text: openingStatement(scopeSettings(scope)) },
    ...readings.map(reading => compile(db, reading)),
    { text: 'commit' },
  ];
  try {
    const results = await lend(db, client => send(client, messages, db.store === 'postgres'));
    return results.slice(1, -1).map(result => result.rows) as RowsOf<Readings>;
  } catch (error) {
    throw asPublicError(error);
  }
}

interface Message {
  name?: string;
  text: string;
  values?: unknown[];
}

async function lend<T>(db: Database, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = (await discardOpenTransactions(db.pool).connect()) as pg.PoolClient;
  try {
    return await work(client);
  } finally {
    client.release();
  }
}

async function send(
  client: pg.PoolClient,
  messages: Message[],
  together: boolean,
): Promise<pg.QueryResult[]> {
  if (!together) return sendInTurn(client, messages);
  const outcomes = await Promise.allSettled(inOnePacket(client, messages));
  return outcomes.map(outcome => {
    // The first to fail is the reason of all that follow.
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}

/** The driver would write to the socket for each statement, and the server wake up for each. */
function inOnePacket(client: pg.PoolClient, messages: Message[]): Promise<pg.QueryResult>[] {
  const { stream } = (client as unknown as { connection: { stream: Duplex } }).connection;
  stream.cork();
  try {
    return messages.map(message => client.query(message));
  } finally {
    stream.uncork();
  }
}

async function sendInTurn(client: pg.PoolClient, messages: Message[]): Promise<pg.QueryResult[]> {
  const results: pg.QueryResult[] = [];
  try {
    for (const message of messages) results.push(await client.query(message));
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
  return results;
}

/** A connection keeps each until it ends: texts that come after these are sent whole. */
const MAX_PREPARED = 100;
const names = new Map<string, string>();

function compile(db: Database, { query, prepared = false }: Reading): Message {
  const { sql: text, parameters } = query.compile(db.kysely);
  return { text, values: [...parameters], ...(prepared && { name: nameOf(text) }) };
}

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MAX_PREPARED) return known;
  const name = createHash('sha256').update(text).digest('hex').slice(0, 32);
  names.set(text, name);
  return name;
}
