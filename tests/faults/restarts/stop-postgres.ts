import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../zombies/stage.ts';
import type { RestartStage } from './restart-stage.ts';
import type { SteadyLoad } from './steady-load.ts';

const BAR_MS = 5_000;
/** So that clients meet a database that is away, not only one that was. */
const AWAY_MS = 300;

export interface PostgresStop {
  /** From the moment when the database took connections again until a write was acknowledged. */
  apiMs: number;
  /** Until the worker had made a further document ready. */
  workerMs: number;
  breaches: string[];
}

/** Stops the database like a crash, and lets it come back. */
export async function stopPostgres(stage: RestartStage, load: SteadyLoad): Promise<PostgresStop> {
  await stage.postgres.stopAtOnce();
  await delay(AWAY_MS);
  await stage.postgres.startAgain();
  const backAtMs = performance.now();
  const since = (): number => Math.round(performance.now() - backAtMs);
  // New to the server: what was begun before may have to wait for the lease of a claim whose answer was lost.
  const readyBefore = await stage.countReady();
  await until('a write is acknowledged again', () => {
    load.assertProper();
    return load.addOnce();
  });
  const apiMs = since();
  // Any of them: what was added last waits for its turn.
  await until('a document is ready', async () => (await stage.countReady()) > readyBefore || undefined);
  const workerMs = since();
  return {
    apiMs,
    workerMs,
    breaches: [
      ...stage.findDead(),
      ...(apiMs > BAR_MS ? [`the api wrote only ${apiMs} ms after the database was back`] : []),
      ...(workerMs > BAR_MS ? [`the worker worked only ${workerMs} ms after the database was back`] : []),
    ],
  };
}
