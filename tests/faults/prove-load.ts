import { setTimeout as delay } from 'node:timers/promises';
import { createTestStore } from '#tests/support/create-test-store.ts';
import { treeBytes } from '#tests/support/measure/watch-memory.ts';
import type { Proof, ProofOptions, ProofOutcome } from '#tests/support/proof.ts';
import { startQuarry } from '#tests/support/start-quarry.ts';
import type { RunningQuarry } from '#tests/support/start-quarry.ts';
import { startWorker } from '#tests/support/start-worker.ts';
import { createDraw } from './api-fuzz/draw.ts';
import { addDocument, workBehind } from './load/background.ts';
import { mixOf } from './load/mix.ts';
import { measurePeak, quantileOf, sendOpenLoad } from './load/open-load.ts';
import type { LoadOptions, LoadResult } from './load/open-load.ts';

const PER_SECOND = 200;
const P99_MS = 250;
const P999_MS = 1_000;
const MAX_GROWTH_BYTES = 64 * 1024 ** 2;
const WHOLE_SECONDS = 300;
const WHOLE_IMPORT_BYTES = 500 * 1024 ** 2;
/** What comes later than this is no use to who asked. */
const GOOD_MS = 1_000;
const OVERLOAD_SECONDS = 10;
const SETTLE_MS = 120_000;

/** A trial is a second of load; the import behind it is 500 MB in 300 of them, and less in fewer. */
export const proof: Proof = {
  claim:
    '200 requests a second are answered in time while documents, talks and scores are worked on; three times what the ' +
    'server can do brings no less than 80 % of its best',
  trials: WHOLE_SECONDS,
  store: 'postgres',
  async run(options) {
    await using store = await createTestStore({ store: 'postgres' });
    const limits: Record<string, string> =
      options.without === 'limits' ? { QUARRY_MAX_REQUESTS: '100000' } : { QUARRY_MAX_REQUESTS: '64' };
    const environment = {
      ...store.environment,
      QUARRY_LOG_LEVEL: 'error',
      QUARRY_TENANT_REQUESTS_PER_SECOND: '1000000',
      QUARRY_TENANT_MAX_REQUESTS: '100000',
    };
    await using worker = await startWorker({ environment });
    const parts = { environment, limits, workerPid: worker.process.pid! };
    return await prove(options, parts);
  },
};

interface Parts {
  environment: Record<string, string>;
  limits: Record<string, string>;
  workerPid: number;
}

async function prove(options: ProofOptions, parts: Parts): Promise<ProofOutcome> {
  const { trials: seconds, report } = options;
  const breaches: string[] = [];
  const steady = await proveSteady(options, parts, breaches);
  const overload = await proveOverload(options, parts, breaches);
  report(`${steady.sent} requests in ${seconds} s`);
  return {
    trials: seconds,
    faults: steady.sent,
    lost: 0,
    doubled: 0,
    breaches,
    figures: { ...steady.figures, ...overload },
  };
}

async function proveSteady(
  { trials: seconds, seed, report }: ProofOptions,
  { environment, workerPid }: Parts,
  breaches: string[],
) {
  await using quarry = await startQuarry({ environment, command: 'api' });
  const load = await prepare(quarry, seed);
  const memory = (): number => treeBytes(quarry.process.pid!) + treeBytes(workerPid);
  await sendOpenLoad({ ...load, perSecond: PER_SECOND, seconds: Math.min(20, Math.ceil(seconds / 3)) });
  const before = memory();
  const stop = new AbortController();
  const importBytes = Math.round((WHOLE_IMPORT_BYTES * seconds) / WHOLE_SECONDS);
  const { libraryId } = load;
  const behind = workBehind({ quarry, libraryId, importBytes, seed, signal: stop.signal });
  const result = await sendOpenLoad({ ...load, perSecond: PER_SECOND, seconds });
  stop.abort();
  const { documents, importedBytes, failures } = await behind;
  breaches.push(...failures.map(each => `behind the requests: ${each}`), ...judgeSteady(result));
  if (documents === 0 || importedBytes === 0) breaches.push('nothing went on behind the requests');
  const growth = await settle(() => memory() - before);
  if (growth > MAX_GROWTH_BYTES) breaches.push(`${toMiB(growth)} MiB stay in memory`);
  const [p50, p99, p999] = [0.5, 0.99, 0.999].map(share => Math.round(quantileOf(result.timesMs, share)));
  report(`p50 ${p50} ms, p99 ${p99} ms, p99.9 ${p999} ms, sent at most ${Math.round(result.lateMs)} ms late`);
  const figures = { 'p50 ms': p50!, 'p99 ms': p99!, 'p99.9 ms': p999!, documents };
  return {
    sent: result.sent,
    figures: { ...figures, 'MB imported': toMiB(importedBytes), 'MiB more': toMiB(growth) },
  };
}

const toMiB = (bytes: number): number => Math.round(bytes / 1024 ** 2);

/** Garbage is collected when there is need: what counts is how low it comes once the work is done. */
async function settle(growth: () => number): Promise<number> {
  const endMs = performance.now() + SETTLE_MS;
  let least = growth();
  while (least > MAX_GROWTH_BYTES && performance.now() < endMs) {
    await delay(500);
    least = Math.min(least, growth());
  }
  return least;
}

function judgeSteady({ timesMs, statuses, sent }: LoadResult): string[] {
  const found: string[] = [];
  for (const [status, count] of statuses)
    if (status === 0 || status >= 400) found.push(`${count} of ${sent} requests were answered ${status}`);
  const [p99, p999] = [quantileOf(timesMs, 0.99), quantileOf(timesMs, 0.999)];
  if (p99 > P99_MS) found.push(`p99 is ${Math.round(p99)} ms, more than ${P99_MS}`);
  if (p999 > P999_MS) found.push(`p99.9 is ${Math.round(p999)} ms, more than ${P999_MS}`);
  return found;
}

/** A server of its own, whose places are few: what it cannot take it has to refuse. */
async function proveOverload(
  { seed, report }: ProofOptions,
  { environment, limits }: Parts,
  breaches: string[],
): Promise<Record<string, number>> {
  await using quarry = await startQuarry({ environment: { ...environment, ...limits }, command: 'api' });
  const load = await prepare(quarry, seed);
  await measurePeak({ ...load, seconds: 3, atOnce: 32 });
  const peak = await measurePeak({ ...load, seconds: OVERLOAD_SECONDS, atOnce: 32 });
  const perSecond = Math.round(3 * peak);
  const result = await sendOpenLoad({ ...load, perSecond, seconds: OVERLOAD_SECONDS });
  const good = result.timesMs.filter(time => time <= GOOD_MS).length / OVERLOAD_SECONDS;
  const refused = result.statuses.get(503) ?? 0;
  const share = Math.round((100 * good) / peak);
  report(`at best ${Math.round(peak)} a second; of ${perSecond} a second ${Math.round(good)} in time`);
  if (share < 80) breaches.push(`under three times its load the server does ${share} % of its best`);
  if (refused === 0) breaches.push('nothing was refused, so it was no overload');
  for (const [status, count] of result.statuses)
    if (status !== 503 && status !== 429 && (status === 0 || status >= 500))
      breaches.push(`${count} requests were answered ${status} under overload`);
  return { 'best per s': Math.round(peak), 'goodput % at 3x': share, refused };
}

async function prepare(
  quarry: RunningQuarry,
  seed: number,
): Promise<Omit<LoadOptions, 'perSecond' | 'seconds'> & { libraryId: string }> {
  const { id: libraryId } = await quarry.client.post<{ id: string }>('/libraries', {
    name: `Load ${Math.random()}`,
  });
  const documentIds: string[] = [];
  for (let n = 0; n < 30; n++) documentIds.push((await addDocument(quarry, libraryId, `Report ${n}`)).id);
  for (const id of documentIds) await untilReady(quarry, id);
  const make = mixOf({ libraryId, documentIds });
  return { url: quarry.url, apiKey: quarry.apiKey, draw: createDraw(seed), make, libraryId };
}

async function untilReady(quarry: RunningQuarry, id: string): Promise<void> {
  for (;;) {
    const { status } = await quarry.client.get<{ status: string }>(`/documents/${id}`);
    if (status.startsWith('ready')) return;
    if (status === 'failed') throw new Error('a document of the load failed');
    await delay(100);
  }
}
