import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { systemClock } from '../../clock.ts';
import type { Database } from '../database.ts';

const CHANNEL = 'people_wait';
/** Of the smallest question: from here on people notice. */
const NOTICED_MS = 50;
/** What one notice holds for. */
const NOTICE_MS = 300;
const NOTICE_EVERY_MS = 200;
/** Work in the background takes its next step after so long, whoever waits: it goes on, if slowly. */
const MAX_PAUSE_MS = 400;

/** Tells all processes on this database when requests of this one wait; give it what the smallest question took. */
export function tellThatPeopleWait({
  pool,
  store,
}: Pick<Database, 'pool' | 'store'>): (waitMs: number) => void {
  let toldAtMs = Number.NEGATIVE_INFINITY;
  return waitMs => {
    const nowMs = systemClock.elapsedMs();
    // The embedded database has one session: whoever works there stands in the same line anyway.
    if (store === 'pglite' || waitMs < NOTICED_MS || nowMs - toldAtMs < NOTICE_EVERY_MS) return;
    toldAtMs = nowMs;
    // Lost, it is given again.
    void Promise.allSettled([pool.query(`select pg_notify('${CHANNEL}', '')`)]);
  };
}

/**
 * From now on `pool` lends its connections only while no request waits anywhere, or after a moment all the same. So work
 * in the background, which takes its steps in transactions, leaves the database and its processors to people between two
 * of them. Disposing only ends the listening, which begins with the first loan.
 */
export function yieldToPeople(pool: pg.Pool, db: Pick<Database, 'listen'>): AsyncDisposable {
  let untilMs = Number.NEGATIVE_INFINITY;
  let listening: Promise<PromiseSettledResult<AsyncDisposable>[]> | undefined;
  const hear = () => void (untilMs = systemClock.elapsedMs() + NOTICE_MS);
  lendAfter(pool, async () => {
    // Whoever cannot be heard is not waited for.
    listening ??= Promise.allSettled([db.listen(CHANNEL, hear)]);
    const lastMs = systemClock.elapsedMs() + MAX_PAUSE_MS;
    for (;;) {
      const restMs = Math.min(untilMs, lastMs) - systemClock.elapsedMs();
      if (restMs <= 0) return;
      await delay(restMs);
    }
  });
  return {
    [Symbol.asyncDispose]: async () => {
      const [outcome] = (await listening) ?? [];
      if (outcome?.status === 'fulfilled') await outcome.value[Symbol.asyncDispose]();
    },
  };
}

/** A query without a loan takes one by a callback. */
function lendAfter(pool: pg.Pool, pass: () => Promise<void>): void {
  type Callback = (error: Error | undefined, client?: pg.PoolClient) => void;
  const connect = pool.connect.bind(pool) as (callback?: Callback) => Promise<pg.PoolClient>;
  const connectLater = async (callback?: Callback): Promise<pg.PoolClient> => {
    await pass();
    return connect(callback);
  };
  pool.connect = connectLater as typeof pool.connect;
}
