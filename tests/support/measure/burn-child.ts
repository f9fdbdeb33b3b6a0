import { constants, setPriority } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

/** About 20 ms of a core of today; what counts is only that it is always the same. */
const ROUNDS = 12_000_000;
const PAUSE_MS = 250;

// As the program does with its readers of files: they are the first that a busy machine leaves waiting.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
process.on('disconnect', () => process.exit());
for (let sum = 1; ;) {
  const startedMs = performance.now();
  for (let round = 0; round < ROUNDS; round++) sum = Math.imul(sum ^ round, 0x01000193);
  const tookMs = performance.now() - startedMs;
  process.send!({ startedMs: performance.timeOrigin + startedMs, tookMs, sum });
  await delay(PAUSE_MS);
}
