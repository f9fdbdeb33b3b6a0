import type pg from 'pg';

/** How a query fails: it never reaches the database, or it is done there and the reply is lost. */
export type QueryFault = 'refused' | 'reply-lost';

export interface FailingPool {
  /** The nth query from now fails, on whichever connection it runs. */
  failAt(n: number, fault: QueryFault): void;
  /** Queries since `failAt`, and whether the fault has happened. */
  readonly seen: { queries: number; failed: boolean };
}

/** Puts itself between the program and every connection of a pool. */
export function failQueries(pool: pg.Pool): FailingPool {
  const state = { at: Infinity, fault: 'refused' as QueryFault, queries: 0 };
  const known = new WeakSet<pg.PoolClient>();
  pool.on('acquire', client => {
    if (known.has(client)) return;
    known.add(client);
    const original = client.query.bind(client) as (...args: unknown[]) => unknown;
    client.query = ((...args: unknown[]) => {
      state.queries += 1;
      return state.queries === state.at ? fail(original, args, state.fault) : original(...args);
    }) as typeof client.query;
  });
  return {
    failAt: (at, fault) => void Object.assign(state, { at, fault, queries: 0 }),
    get seen() {
      return { queries: state.queries, failed: state.queries >= state.at };
    },
  };
}

/** Both ways to ask a client: for a promise, or with a callback, as the pool itself does. */
function fail(original: (...args: unknown[]) => unknown, args: unknown[], fault: QueryFault): unknown {
  const lost = Object.assign(new Error('planted: the connection failed'), { code: '08006' });
  const callback = args.at(-1);
  if (typeof callback !== 'function') {
    const sent = fault === 'reply-lost' ? (original(...args) as Promise<unknown>) : Promise.resolve();
    return sent.then(() => Promise.reject(lost));
  }
  const answer = (): void => (callback as (error: Error) => void)(lost);
  if (fault === 'refused') return void setImmediate(answer);
  return original(...args.slice(0, -1), answer);
}
