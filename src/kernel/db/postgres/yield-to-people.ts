import { AsyncLocalStorage } from 'node:async_hooks';
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
/** Who had a connection for a while leaves the database alone for so many times as long, up to this. */
const PAUSE_FOR_EACH = 2;
const MAX_PAUSE_MS = 400;

/** What one piece of work took, and has to make up for. */
interface Debt {
  untilMs: number;
}

const debts = new AsyncLocalStorage<Debt>();

/** What `work` takes of a yielding pool it makes up for by itself: a small job does not pause for a large one. */
export const asOneWork = <T>(work: () => Promise<T>): Promise<T> =>
  debts.run({ untilMs: Number.NEGATIVE_INFINITY }, work);

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
 * While requests wait anywhere, whoever had a connection of `pool` pauses before its next one, in proportion to how long
 * it had it. So work in the background, which takes its steps in transactions, leaves the database and its processors to
 * people between two of them; what it does is never stopped, and small steps hardly pause. Disposing only ends the
 * listening, which begins with the first loan.
 */
export function yieldToPeople(pool: pg.Pool, db: Pick<Database, 'listen'>): AsyncDisposable {
  let noticedUntilMs = Number.NEGATIVE_INFINITY;
  let listening: Promise<PromiseSettledResult<AsyncDisposable>[]> | undefined;
  const hear = () => void (noticedUntilMs = systemClock.elapsedMs() + NOTICE_MS);
  const nobodys: Debt = { untilMs: Number.NEGATIVE_INFINITY };
  const connect = pool.connect.bind(pool);
  const connectLater = async (): Promise<pg.PoolClient> => {
    // Whoever cannot be heard is not waited for.
    listening ??= Promise.allSettled([db.listen(CHANNEL, hear)]);
    const debt = debts.getStore() ?? nobodys;
    for (;;) {
      const restMs = Math.min(noticedUntilMs, debt.untilMs) - systemClock.elapsedMs();
      if (restMs <= 0) return noteLoan(await connect(), debt);
      await delay(restMs);
    }
  };
  pool.connect = ((callback?: Callback) =>
    callback === undefined ? connectLater() : callBack(connectLater(), callback)) as typeof pool.connect;
  return {
    [Symbol.asyncDispose]: async () => {
      const [outcome] = (await listening) ?? [];
      if (outcome?.status === 'fulfilled') await outcome.value[Symbol.asyncDispose]();
    },
  };
}

function noteLoan(client: pg.PoolClient, debt: Debt): pg.PoolClient {
  const lentAtMs = systemClock.elapsedMs();
  // The pool gives each loan a release of its own.
  const release = client.release.bind(client);
  client.release = error => {
    const nowMs = systemClock.elapsedMs();
    const owedMs = PAUSE_FOR_EACH * (nowMs - lentAtMs);
    debt.untilMs = Math.min(Math.max(nowMs, debt.untilMs) + owedMs, nowMs + MAX_PAUSE_MS);
    release(error);
  };
  return client;
}

type Callback = (error: Error | undefined, client?: pg.PoolClient) => void;

/** The pool's own queries take their loans so. */
async function callBack(lending: Promise<pg.PoolClient>, callback: Callback): Promise<void> {
  const [outcome] = await Promise.allSettled([lending]);
  if (outcome.status === 'rejected') callback(outcome.reason as Error);
  else callback(undefined, outcome.value);
}
