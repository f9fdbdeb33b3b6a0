import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startFakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import type { FakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import type { Proof, ProofOptions, ProofOutcome } from '#tests/support/proof.ts';
import { seededRandom } from '#tests/support/random.ts';
import { BAR_MS, cancelAnyMoment, cancelDuringCall, judgeCancel } from './cancel/cancel-trials.ts';
import type { CancelTrial } from './cancel/cancel-trials.ts';
import { terminate } from './cancel/terminate-trial.ts';
import type { TerminateTrial } from './cancel/terminate-trial.ts';
import { makeFiles } from './kills/make-files.ts';
import { Stage } from './zombies/stage.ts';

/** Every so many cancels hit a document whose calls are answered, at any moment. */
const ANY_MOMENT_EVERY = 6;
const LONGEST_MOMENT_MS = 1_200;
const TERMINATIONS = 4;
/** A retry, if there were one, would have begun by then: the shortest back-off, and the look for due jobs. */
const RETRY_WOULD_COME_MS = 5_000;

/** The api process cancels, other processes run the jobs; the provider tells when it was let go. */
export const proof: Proof = {
  claim:
    `a cancel reaches the running handler with p95 < ${BAR_MS} ms (what a bare request just before took longer than ` +
    'the quickest is the machine’s), no paid call begins after it, it is never retried; ' +
    'SIGTERM hands the job back at a checkpoint and the process is gone in < 15 s',
  trials: 120,
  store: 'postgres',
  run: async options => {
    const folder = await mkdtemp(path.join(tmpdir(), 'quarry-cancel-'));
    try {
      await using provider = await startFakeProvider();
      const cancelled = await proveCancels(provider, options);
      const ended = await proveTerminations(provider, folder, options);
      return judge(cancelled, ended);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function proveCancels(provider: FakeProvider, { trials, seed, report }: ProofOptions) {
  const random = seededRandom(seed);
  // Four documents at once in each of two workers: nobody waits for a slot.
  await using stage = await Stage.open(provider, 'cancel', { QUARRY_WORKER_CONCURRENCY: '4' });
  await stage.startWorker('worker-a');
  await stage.startWorker('worker-b');
  const forever = Promise.withResolvers<void>();
  const isHeld = (text: string): boolean => text.startsWith('Held');
  provider.always(call => (isHeld(String(call.body.input)) ? { until: forever.promise } : { latencyMs: 60 }));
  const cancelled: CancelTrial[] = [];
  for (let trial = 1; trial <= trials; trial++) {
    const afterMs = random() * LONGEST_MOMENT_MS;
    const anyMoment = trial % ANY_MOMENT_EVERY === 0;
    cancelled.push(
      anyMoment
        ? await cancelAnyMoment(stage, provider, { mark: `Free ${trial}`, afterMs })
        : await cancelDuringCall(stage, provider, `Held ${trial}`),
    );
    if (trial % 20 === 0) report(`${trial} cancels`);
  }
  forever.resolve();
  await delay(RETRY_WOULD_COME_MS);
  const breaches: string[] = [];
  for (const trial of cancelled) breaches.push(...(await judgeCancel(stage, trial)));
  return { cancelled, breaches };
}

async function proveTerminations(provider: FakeProvider, folder: string, { report }: ProofOptions) {
  provider.always({ latencyMs: 400 });
  const [file] = await makeFiles(folder);
  await using stage = await Stage.open(provider, 'terminate');
  const ended: TerminateTrial[] = [];
  for (let trial = 1; trial <= TERMINATIONS; trial++) {
    ended.push(await terminate(stage, provider, { file: file!, trial, calls: 1 + (trial % 3) }));
    report(`SIGTERM ${trial}: gone after ${Math.round(ended.at(-1)!.goneMs)} ms`);
  }
  return ended;
}

function judge(
  { cancelled, breaches }: { cancelled: CancelTrial[]; breaches: string[] },
  ended: TerminateTrial[],
): ProofOutcome {
  const heard = cancelled.flatMap(trial => trial.heardMs ?? []);
  const p95 = quantile(withoutLoad(cancelled), 0.95);
  const goneMs = Math.max(...ended.map(each => each.goneMs));
  return {
    trials: cancelled.length,
    faults: cancelled.length + ended.length,
    lost: 0,
    doubled: 0,
    breaches: [
      ...breaches,
      ...ended.flatMap(each => each.breaches),
      ...(p95 < BAR_MS ? [] : [`p95 was ${p95.toFixed(1)} ms`]),
    ],
    figures: {
      'cancels during a call': heard.length,
      'heard after ms p50': quantile(heard, 0.5).toFixed(1),
      'heard after ms p95': quantile(heard, 0.95).toFixed(1),
      'without the load of the machine p95': p95.toFixed(1),
      'heard after ms max': quantile(heard, 1).toFixed(1),
      'SIGTERM to gone ms max': Math.round(goneMs),
    },
  };
}

/** A request that does next to nothing, sent just before, takes longer than the quickest one only by the machine's load. */
function withoutLoad(cancelled: CancelTrial[]): number[] {
  const quickestMs = Math.min(...cancelled.flatMap(trial => trial.bareRequestMs ?? []));
  return cancelled.flatMap(({ heardMs, bareRequestMs = quickestMs }) =>
    heardMs === undefined ? [] : heardMs - (bareRequestMs - quickestMs),
  );
}

function quantile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
