import { setTimeout as delay } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { createTestStore } from './create-test-store.ts';
import { startQuarry } from './start-quarry.ts';
import type { RunningQuarry } from './start-quarry.ts';

/** The program on a store of its own, until the test is over. */
export async function openProgram(): Promise<RunningQuarry> {
  const store = await createTestStore();
  onTestFinished(() => store[Symbol.asyncDispose]());
  const quarry = await startQuarry({ environment: { ...store.environment, QUARRY_LOG_LEVEL: 'error' } });
  onTestFinished(() => quarry[Symbol.asyncDispose]());
  return quarry;
}

/** Looks again and again until `reached` says yes. */
export async function until<T>(look: () => Promise<T>, reached: (seen: T) => boolean): Promise<T> {
  for (;;) {
    const seen = await look();
    if (reached(seen)) return seen;
    await delay(50);
  }
}
