import type { PostgresPool } from 'kysely';
import type pg from 'pg';

const OUTSIDE = 'I';

/**
 * The same pool; a connection that comes back inside a transaction is closed instead of lent again. When the reply to
 * BEGIN is lost, nobody else knows that there is one, and the next to use the connection would work inside it.
 */
export function discardOpenTransactions(pool: pg.Pool): PostgresPool {
  return {
    connect: async () => {
      const client = await pool.connect();
      // The pool gives each loan a release of its own.
      const release = client.release.bind(client);
      client.release = error => release(error || client.getTransactionStatus() !== OUTSIDE);
      return client;
    },
    end: () => pool.end(),
    options: pool.options,
  };
}
