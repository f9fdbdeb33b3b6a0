import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startFakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import type { FakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import type { Proof, ProofOptions, ProofOutcome } from '#tests/support/proof.ts';
import { seededRandom } from '#tests/support/random.ts';
import { makeFiles } from './kills/make-files.ts';
import { snapshotDocument } from './kills/snapshot-document.ts';
import { disagreeOnTime } from './zombies/clock-trials.ts';
import { cancelDeaf, stopDeaf } from './zombies/deaf-trials.ts';
import { deliverTwice, duplicatePoints, freezePastLease, freezePoints } from './zombies/delivery-trials.ts';
import type { Bench, ZombieTrial } from './zombies/delivery-trials.ts';
import { Stage } from './zombies/stage.ts';

/** Deaf to a cancel, deaf to SIGTERM, and two disagreements about the time. */
const FIXED_TRIALS = 4;
/** Side by side: a trial mostly waits for a lease to end. */
const STAGES = 3;

/** On PostgreSQL with real processes: only there two attempts can really meet. */
export const proof: Proof = {
  claim:
    'a worker that wakes up behind its lease, a job handed out twice, a deaf job and clocks an hour off write no row ' +
    'of a stale attempt, and the document ends as if nothing had been',
  trials: 26,
  store: 'postgres',
  run: async options => {
    const folder = await mkdtemp(path.join(tmpdir(), 'quarry-zombies-'));
    try {
      return await proveZombies(options, folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function proveZombies({ trials, seed, report }: ProofOptions, folder: string): Promise<ProofOutcome> {
  await using provider = await startFakeProvider();
  const [file] = await makeFiles(folder);
  const found: ZombieTrial[] = [];
  const note = (trial: ZombieTrial): void => {
    found.push(trial);
    report(
      `${found.length} ${trial.name}: ${trial.rows} rows, ${trial.stale} stale ${trial.breaches.join('; ')}`,
    );
  };
  let next = 0;
  const nextTrial = () => (next < trials - FIXED_TRIALS ? next++ : undefined);
  const stages = Array.from({ length: STAGES }, (_, number) =>
    proveDeliveries({ provider, file: file!, number, seed, nextTrial, note }),
  );
  // The deaf ones, which are judged by the clock, come last: when all start at once the machine is at its busiest.
  const fixed = proveClocks(provider, file!, note).then(() => proveDeaf(provider, file!, note));
  const lanes = [...stages, fixed];
  await Promise.allSettled(lanes);
  await Promise.all(lanes);
  return {
    trials: found.length,
    faults: found.length,
    lost: 0,
    doubled: found.reduce((sum, trial) => sum + trial.stale, 0),
    breaches: found.flatMap(trial => trial.breaches),
    figures: { 'rows watched': found.reduce((sum, trial) => sum + trial.rows, 0) },
  };
}

async function proveClocks(
  provider: FakeProvider,
  file: string,
  note: (trial: ZombieTrial) => void,
): Promise<void> {
  note(await disagreeOnTime(provider, file, 'fast'));
  note(await disagreeOnTime(provider, file, 'slow'));
}

async function proveDeaf(
  provider: FakeProvider,
  file: string,
  note: (trial: ZombieTrial) => void,
): Promise<void> {
  await using stage = await Stage.open(provider, 'deaf');
  note(await cancelDeaf(stage, file));
  note(await stopDeaf(stage, file));
}

interface DeliveryOptions {
  provider: FakeProvider;
  file: string;
  number: number;
  seed: number;
  nextTrial: () => number | undefined;
  note: (trial: ZombieTrial) => void;
}

async function proveDeliveries(options: DeliveryOptions): Promise<void> {
  const { provider, file, number, nextTrial, note } = options;
  await using stage = await Stage.open(provider, `stage-${number}`);
  const bench = await prepareBench(stage, file);
  for (let trial = nextTrial(); trial !== undefined; trial = nextTrial())
    note(await runDelivery(bench, trial, seededRandom(options.seed * 104_729 + trial)));
}

async function prepareBench(stage: Stage, file: string): Promise<Bench> {
  const [a, b] = [await stage.startWorker('worker-a'), await stage.startWorker('worker-b')];
  const { id } = await stage.upload(file);
  await stage.untilFinal(id);
  return { stage, a, b, file, expected: await snapshotDocument(stage.admin, id) };
}

/** All points first, then by chance; every other trial hands the job out twice. */
function runDelivery(bench: Bench, trial: number, random: () => number): Promise<ZombieTrial> {
  const points = trial % 2 === 0 ? freezePoints : duplicatePoints;
  const round = Math.floor(trial / 2);
  const point = points[round < points.length ? round : Math.floor(random() * points.length)]!;
  const pass =
    ['after-claim', 'before-publish', 'after-publish', 'window-committed'].includes(point) || random() < 0.5
      ? 1
      : 2;
  if (trial % 2 === 0) return freezePastLease(bench, point, pass);
  return deliverTwice(bench, point, { pass, sameAttempt: random() < 0.5, together: random() < 0.5 });
}
