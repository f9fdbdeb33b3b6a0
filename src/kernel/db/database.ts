import type { Kysely, Transaction } from 'kysely';
import type pg from 'pg';
import type { Tables } from './tables.gen.ts';

export type Store = 'pglite' | 'postgres';

/** A transaction that already speaks for one tenant: see `withTransaction`. */
export type Tx = Transaction<Tables>;

export type Listener = (payload: string) => void;

/** One door to either store: PGlite and PostgreSQL are reached through the same driver, pool and SQL. */
export interface Database extends AsyncDisposable {
  readonly store: Store;
  readonly kysely: Kysely<Tables>;
  /** For what needs bare SQL: migrations, the job store, health. */
  readonly pool: pg.Pool;
  /** A replica that is fresh enough right now; undefined: there is none. For `readFrom`. */
  reader?(): Database | undefined;
  /** Calls `listener` for each NOTIFY on `channel`, across reconnects; dispose the result to stop. */
  listen(channel: string, listener: Listener): Promise<AsyncDisposable>;
}
