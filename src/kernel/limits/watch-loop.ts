import { systemClock } from '../clock.ts';

const EVERY_MS = 100;
/** One stall is over when it is seen; only a loop that lags again and again has too much to do. */
const IN_A_ROW = 3;

export interface LoopWatch extends Disposable {
  /** How late the event loop was at least, the last few times it was asked. */
  readonly lagMs: number;
}

/** Measures how late a timer comes: what every request waits besides its own work. */
export function watchLoop(): LoopWatch {
  const lags: number[] = Array.from({ length: IN_A_ROW }, () => 0);
  let dueMs = systemClock.elapsedMs() + EVERY_MS;
  const timer = setInterval(() => {
    const nowMs = systemClock.elapsedMs();
    lags.shift();
    lags.push(Math.max(0, nowMs - dueMs));
    dueMs = nowMs + EVERY_MS;
  }, EVERY_MS).unref();
  return {
    get lagMs() {
      return Math.min(...lags);
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
