import { residentBytes, treeBytes } from '#tests/support/measure/watch-memory.ts';

const SAMPLE_MS = 100;

export interface PeakMegabytes {
  'api MB': number;
  'worker MB': number;
  /** All that the worker started. */
  'reader MB': number;
  /** At the moment when all were highest together: less than the sum of their own peaks. */
  'together MB': number;
}

/** Peaks of resident memory; `api` and `worker` may be one process. */
export function watchParts(pids: { api: number; worker: number }): Disposable & { peak(): PeakMegabytes } {
  const peak: PeakMegabytes = { 'api MB': 0, 'worker MB': 0, 'reader MB': 0, 'together MB': 0 };
  const note = (name: keyof PeakMegabytes, bytes: number): void => {
    peak[name] = Math.max(peak[name], Math.round(bytes / 1e6));
  };
  const look = (): void => {
    const worker = residentBytes(pids.worker);
    const readers = treeBytes(pids.worker) - worker;
    const api = pids.api === pids.worker ? 0 : residentBytes(pids.api);
    note('api MB', api);
    note('worker MB', worker);
    note('reader MB', readers);
    note('together MB', api + worker + readers);
  };
  const timer = setInterval(look, SAMPLE_MS);
  return { peak: () => peak, [Symbol.dispose]: () => clearInterval(timer) };
}
