import { createHash } from 'node:crypto';
import type { RawBuilder } from 'kysely';
import type pg from 'pg';
import type { Database } from './database.ts';
import { discardOpenTransactions } from './discard-open-transactions.ts';
import { sendFlight } from './flight.ts';
import type { Message } from './flight.ts';
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
  const settings = scopeSettings(scope);
  const messages = readings.map(reading => compile(db, reading));
  const send = db.store === 'postgres' ? sendTogether : sendInTurn;
  try {
    const results = await lend(db, client => send(client, settings, messages));
    return results.map(result => result.rows) as RowsOf<Readings>;
  } catch (error) {
    throw asPublicError(error);
  }
}

async function lend<T>(db: Database, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = (await discardOpenTransactions(db.pool).connect()) as pg.PoolClient;
  try {
    return await work(client);
  } finally {
    client.release();
  }
}

/** In this order: what is set first holds for what is set after it. */
const OPENING =
  'select count(set_config(name, value, true)) from unnest($1::text[], $2::text[]) as settings (name, value)';

async function sendTogether(
  client: pg.PoolClient,
  settings: Record<string, string>,
  messages: Message[],
): Promise<pg.QueryResult[]> {
  const values = [Object.keys(settings), Object.values(settings)];
  const results = await sendFlight(client, [{ name: nameOf(OPENING), text: OPENING, values }, ...messages]);
  return results.slice(1);
}

async function sendInTurn(
  client: pg.PoolClient,
  settings: Record<string, string>,
  messages: Message[],
): Promise<pg.QueryResult[]> {
  const results: pg.QueryResult[] = [];
  try {
    await client.query(openingStatement(settings));
    for (const message of messages) results.push(await client.query(message));
    await client.query('commit');
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
