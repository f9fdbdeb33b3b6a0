import { hostname } from 'node:os';
import { createId } from '../../ids.ts';
import type { Duty } from '../duty.ts';
import type { JobStore } from '../job-store.ts';
import { beatWorker, forgetWorker } from '../queries.ts';

const EVERY_MS = 5_000;

export interface Heartbeat extends AsyncDisposable {
  duty: Duty;
}

/** Says every few seconds that this process works, and how much; disposing takes it off the list at once. */
export function beatAsWorker(store: JobStore, running: ReadonlySet<unknown>): Heartbeat {
  const worker = { id: createId(), host: hostname(), pid: process.pid };
  return {
    duty: {
      name: 'beat-as-worker',
      everyMs: EVERY_MS,
      run: () => beatWorker(store.db, { ...worker, running: running.size }),
    },
    [Symbol.asyncDispose]: async () => {
      // Whoever cannot say goodbye is forgotten by the others' beats.
      await Promise.allSettled([forgetWorker(store.db, worker.id)]);
    },
  };
}
