import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { treeBytes } from '#tests/support/measure/watch-memory.ts';
import type { ProofOptions } from '#tests/support/proof.ts';
import { startQuarry } from '#tests/support/start-quarry.ts';
import { makeTranscripts } from '../../../bench/transcripts/make-transcripts.ts';
import { quantileOf, sendOpenLoad } from './open-load.ts';
import type { LoadResult } from './open-load.ts';
import { prepareLoad } from './prepare-load.ts';
import { workBehind } from './work-behind.ts';

const PER_SECOND = 200;
const P99_MS = 250;
const P999_MS = 1_000;
const MAX_GROWTH_BYTES = 64 * 1024 ** 2;
const SETTLE_MS = 120_000;
const IMPORTED_BYTES_PER_SECOND = (500 * 1024 ** 2) / 300;

export interface Part {
  breaches: string[];
  figures: Record<string, number | string>;
}

/** What is asked is answered in time while much goes on behind it, and what that took of memory is given back. */
export async function proveSteady(
  { trials: seconds, seed, report }: ProofOptions,
  { environment, workerPid }: { environment: Record<string, string>; workerPid: number },
): Promise<Part & { sent: number }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quarry-load-'));
  try {
    const file = path.join(folder, 'talks.json');
    const bytes = Math.round(IMPORTED_BYTES_PER_SECOND * seconds);
    await makeTranscripts({ path: file, layout: 'array', bytes, seed });
    await using quarry = await startQuarry({ environment, command: 'api' });
    const load = await prepareLoad(quarry, seed);
    const memory = (): number => treeBytes(quarry.process.pid!) + treeBytes(workerPid);
    await sendOpenLoad({ ...load, perSecond: PER_SECOND, seconds: Math.min(20, Math.ceil(seconds / 3)) });
    const before = memory();
    const background = workBehind({ ...load, file });
    const result = await sendOpenLoad({ ...load, perSecond: PER_SECOND, seconds });
    const behind = await background.stop();
    const growth = await settle(() => memory() - before);
    const breaches = [
      ...judgeAnswers(result),
      ...behind.failures.map(each => `behind the requests: ${each}`),
    ];
    if (behind.documents === 0 || behind.scorings === 0) breaches.push('nothing went on behind the requests');
    if (growth > MAX_GROWTH_BYTES) breaches.push(`${toMiB(growth)} MiB stay in memory`);
    tell(result, report);
    const { documents } = behind;
    const figures = { ...timesOf(result), documents, 'MB imported': toMiB(bytes), 'MiB more': toMiB(growth) };
    return { breaches, sent: result.sent, figures };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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

function judgeAnswers({ timesMs, statuses, sent }: LoadResult): string[] {
  const found: string[] = [];
  for (const [status, count] of statuses)
    if (status === 0 || status >= 400) found.push(`${count} of ${sent} requests were answered ${status}`);
  const [p99, p999] = [quantileOf(timesMs, 0.99), quantileOf(timesMs, 0.999)];
  if (p99 > P99_MS) found.push(`p99 is ${Math.round(p99)} ms, more than ${P99_MS}`);
  if (p999 > P999_MS) found.push(`p99.9 is ${Math.round(p999)} ms, more than ${P999_MS}`);
  return found;
}

function timesOf({ timesMs }: LoadResult): Record<string, number> {
  const at = (share: number): number => Math.round(quantileOf(timesMs, share));
  return { 'p50 ms': at(0.5), 'p99 ms': at(0.99), 'p99.9 ms': at(0.999) };
}

function tell({ kinds, latenessMs }: LoadResult, report: ProofOptions['report']): void {
  for (const [kind, times] of kinds) report(`${kind}: ${spread(times)}, ${times.length} in all`);
  report(`sent late by ${spread(latenessMs)}`);
}

const spread = (times: readonly number[]): string =>
  `${quantileOf(times, 0.5).toFixed(1)} ms at the median, ${quantileOf(times, 0.99).toFixed(1)} at p99`;
