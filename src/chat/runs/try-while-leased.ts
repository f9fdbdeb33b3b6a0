import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '#kernel/clock.ts';
import { AppError } from '#kernel/errors/app-error.ts';
import { asDatabaseError } from '#kernel/http/as-database-error.ts';
import { LEASE_MS } from './run-timing.ts';

const PAUSE_MS = 200;

/** Repeats a write that met a busy or restarting database for as long as the run is surely still ours. */
export async function tryWhileLeased<T>(write: () => Promise<T>): Promise<T> {
  const deadline = systemClock.elapsedMs() + LEASE_MS / 2;
  for (;;) {
    try {
      return await write();
    } catch (error) {
      const mayPass = (error instanceof AppError ? error : asDatabaseError(error))?.status === 503;
      if (!mayPass || systemClock.elapsedMs() > deadline) throw error;
      await delay(PAUSE_MS);
    }
  }
}
