import { systemClock } from '../clock.ts';

const EVERY_MS = 100;

export interface WaitWatchOptions {
  /** The smallest question that goes the way of all others. */
  ask: () => Promise<unknown>;
  /** Where nobody is, nobody waits: then it is not asked. */
  isBusy: () => boolean;
  /** Told after each answer, with what it took. */
  onAnswer?: (waitMs: number) => void;
}

export interface WaitWatch extends Disposable {
  /** How long the smallest question waits here: the last one, or the one that is still out if that is longer. */
  readonly waitMs: number;
}

/**
 * Measures what each request waits besides its own work: for the event loop, for a connection, for the database and its
 * processors. A question that stays out is a wait already, so that a line is seen while it grows.
 */
export function watchWait({ ask, isBusy, onAnswer }: WaitWatchOptions): WaitWatch {
  let askedAtMs: number | undefined;
  let lastMs = 0;
  const outMs = (): number => (askedAtMs === undefined ? 0 : systemClock.elapsedMs() - askedAtMs);
  const answered = (): void => {
    lastMs = outMs();
    askedAtMs = undefined;
    onAnswer?.(lastMs);
  };
  const look = (): void => {
    if (askedAtMs !== undefined) return;
    if (!isBusy()) return void (lastMs = 0);
    askedAtMs = systemClock.elapsedMs();
    // One that fails was answered, too: what is broken is told to those who need it.
    ask().then(answered, answered);
  };
  const timer = setInterval(look, EVERY_MS).unref();
  return {
    get waitMs() {
      return Math.max(lastMs, outMs());
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
