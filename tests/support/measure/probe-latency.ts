import { setTimeout as delay } from 'node:timers/promises';

export interface Latencies {
  count: number;
  failures: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  maxMs: number;
}

/**
 * Asks `url` every `everyMs` until the signal aborts, whether or not earlier answers came (an open model): a server
 * that stalls for a second shows as forty slow answers, not as one.
 */
export async function probeLatency(url: string, everyMs: number, signal: AbortSignal): Promise<Latencies> {
  const times: number[] = [];
  const open: Promise<void>[] = [];
  let failures = 0;
  const ask = async (): Promise<void> => {
    const startedMs = performance.now();
    const response = await fetch(url).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.ok !== true) failures += 1;
    times.push(performance.now() - startedMs);
  };
  while (!signal.aborted) {
    open.push(ask());
    await delay(everyMs);
  }
  await Promise.all(open);
  times.sort((a, b) => a - b);
  const quantile = (share: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))]!;
  return {
    count: times.length,
    failures,
    p50Ms: quantile(0.5),
    p95Ms: quantile(0.95),
    p99Ms: quantile(0.99),
    maxMs: times.at(-1)!,
  };
}
