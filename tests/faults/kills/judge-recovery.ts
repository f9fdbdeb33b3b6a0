import type { Recovery } from './read-recovery.ts';

/** The lease of a job and 2 s. */
export const BAR_MS = 12_000;
/** Windows that may wait for a permit at the same time: their waits are added up in the timeline. */
const WINDOWS_AT_ONCE = 3;

export interface Reading {
  /** From the beginning to the end, by the clock. */
  tookMs: number;
  /** Of that, what the machine let a reader run: see `startShareProbe`. */
  share: number;
}

/**
 * A document has to be final when its lease and 2 s are over, beside what reading it takes undisturbed. Waiting is
 * judged by the clock; reading by the time that the machine gave to it, as another's load is none of our waiting.
 */
export function judgeRecovery(recovery: Recovery, reading: Reading, undisturbed: Reading): string[] {
  const { idleMs, waitedMs, attempts } = recovery;
  const breaches: string[] = [];
  if (attempts.length > 1)
    breaches.push(`begun ${attempts.length} times after the last kill: ${attempts.join(', ')}`);
  const stoodMs = idleMs + waitedMs / WINDOWS_AT_ONCE;
  if (stoodMs > BAR_MS) breaches.push(`stood still for ${Math.round(stoodMs)} ms`);
  const lateMs = idleMs + granted(reading) - BAR_MS - granted(undisturbed);
  const lateByClockMs = idleMs + reading.tookMs - BAR_MS - undisturbed.tookMs;
  if (lateMs > 0 && lateByClockMs > 0) breaches.push(`final ${Math.round(lateMs)} ms later than it may`);
  return breaches;
}

const granted = ({ tookMs, share }: Reading): number => tookMs * share;
