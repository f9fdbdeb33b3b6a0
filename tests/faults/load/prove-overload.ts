import type { ProofOptions } from '#tests/support/proof.ts';
import { startQuarry } from '#tests/support/start-quarry.ts';
import { measurePeak, quantileOf, sendOpenLoad } from './open-load.ts';
import { prepareLoad } from './prepare-load.ts';
import type { Part } from './prove-steady.ts';

/** What comes later than this is no use to who asked. */
const GOOD_MS = 1_000;
const SECONDS = 10;
const LEAST_SHARE = 80;
const MAX_REFUSAL_MS = 50;
const WITHOUT_LIMITS = {
  QUARRY_MAX_REQUESTS: '100000',
  QUARRY_MAX_LAG_MS: '60000',
  QUARRY_MAX_WAIT_MS: '60000',
};

/** With few at once a part of it may idle, with many they may be in each other's way: the best of both counts. */
async function findPeak(load: Awaited<ReturnType<typeof prepareLoad>>): Promise<number> {
  await measurePeak({ ...load, seconds: 3, atOnce: 32 });
  let peak = 0;
  for (const atOnce of [32, 96])
    peak = Math.max(peak, await measurePeak({ ...load, seconds: SECONDS / 2, atOnce }));
  return peak;
}

/** A server that is asked three times what it can do: what it cannot take it has to refuse, and at once. */
export async function proveOverload(
  { seed, report, without }: ProofOptions,
  environment: Record<string, string>,
): Promise<Part> {
  const limits = without === 'limits' ? WITHOUT_LIMITS : {};
  await using quarry = await startQuarry({ environment: { ...environment, ...limits }, command: 'api' });
  const load = await prepareLoad(quarry, seed);
  const peak = await findPeak(load);
  const perSecond = Math.round(3 * peak);
  const result = await sendOpenLoad({ ...load, perSecond, seconds: SECONDS });
  const good = result.timesMs.filter(time => time <= GOOD_MS).length / SECONDS;
  const share = Math.round((100 * good) / peak);
  const refusalMs = quantileOf(result.refusalsMs, 0.99);
  report(`at best ${Math.round(peak)} a second; of ${perSecond} a second ${Math.round(good)} in time`);
  const breaches: string[] = [];
  if (share < LEAST_SHARE) breaches.push(`under three times its load the server does ${share} % of its best`);
  if (result.refusalsMs.length === 0) breaches.push('nothing was refused, so it was no overload');
  if (refusalMs > MAX_REFUSAL_MS) breaches.push(`a refusal took ${Math.round(refusalMs)} ms at p99`);
  for (const [status, count] of result.statuses)
    if (status !== 503 && status !== 429 && (status === 0 || status >= 500))
      breaches.push(`${count} requests were answered ${status} under overload`);
  const figures = {
    'best per s': Math.round(peak),
    'goodput % at 3x': share,
    refused: result.refusalsMs.length,
    'refusal p99 ms': Math.round(refusalMs),
  };
  return { breaches, figures };
}
