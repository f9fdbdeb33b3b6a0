import type { Proof, ProofOptions, ProofOutcome } from '#tests/support/proof.ts';
import { seededRandom } from '#tests/support/random.ts';
import { cutTrial } from './streams/cut-trial.ts';
import { judgeBills } from './streams/judge-bills.ts';
import { judgeLeftovers, measureBaseline } from './streams/judge-leftovers.ts';
import { killBatch } from './streams/kill-batch.ts';
import { BAR_MS, stopTrial } from './streams/stop-trial.ts';
import type { Stop } from './streams/stop-trial.ts';
import { StreamStage } from './streams/stream-stage.ts';

/** Of ten trials so many cut connections, and so many stop the answer; in the others its process is killed. */
const CUTS = 6;
const STOPS = 9;
/** Answers in one process when it is killed. */
const BATCH = 25;
const AT_ONCE = 6;
/** Fewer: what is measured is how soon a stop is heard, not how busy the machine is with others. */
const STOPS_AT_ONCE = 2;
const WARM_UP = 16;

/** `--without stop-notice` and `--without stored-bytes` must fail. */
export const proof: Proof = {
  claim:
    'whoever is cut off reads on at any process, byte for byte; a killed process’s answers end as interrupted and are gone ' +
    `on with; a stop closes the provider’s call in < ${BAR_MS} ms (what a bare request just before took longer than the ` +
    'quickest is the machine’s, and not counted); each run is billed once, nothing is left open',
  trials: 60,
  store: 'postgres',
  async run(options) {
    await using stage = await StreamStage.open(2, options.without);
    const baseline = await measureBaseline(stage, WARM_UP);
    const figures = await runTrials(stage, options);
    const open = await judgeLeftovers(stage, baseline);
    const { lost, doubled, records } = await judgeBills(stage);
    return {
      trials: options.trials,
      faults: figures.faults,
      lost,
      doubled,
      breaches: stage.breaches,
      figures: {
        ...figures.shown,
        'runs billed': records,
        requests: stage.requests,
        'timers open': `${open.timers} (before: ${baseline.timers})`,
        'sockets open': `${open.sockets} (before: ${baseline.sockets})`,
      },
    };
  },
};

async function runTrials(
  stage: StreamStage,
  { trials, seed, report }: ProofOptions,
): Promise<{ faults: number; shown: ProofOutcome['figures'] }> {
  const numbers = Array.from({ length: trials }, (_, index) => index);
  const of = (from: number, to: number): number[] =>
    numbers.filter(index => index % 10 >= from && index % 10 < to);
  const randomOf = (trial: number) => seededRandom(seed * 104_729 + trial);
  let cuts = 0;
  await inLanes(AT_ONCE, of(0, CUTS), async (trial, at) => {
    const cut = await cutTrial(stage, at, randomOf(trial));
    cuts += cut;
    if (at % 50 === 49) report(`${at + 1} trials with cuts`);
  });
  const stops: Stop[] = [];
  await inLanes(STOPS_AT_ONCE, of(CUTS, STOPS), async (trial, at) => {
    const stop = await stopTrial(stage, trials + at, randomOf(trial));
    if (stop !== undefined) stops.push(stop);
  });
  report(`${stops.length} calls stopped`);
  const killed = of(STOPS, 10);
  for (let from = 0; from < killed.length; from += BATCH) {
    const batch = killed.slice(from, from + BATCH).map((_, index) => 2 * trials + from + index);
    await killBatch(stage, batch, randomOf(batch[0]!));
    report(`${from + batch.length} answers whose process was killed`);
  }
  return {
    faults: cuts + stops.length + killed.length,
    shown: judgeStops(stage, stops, { cuts, killed: killed.length }),
  };
}

/** Several at once, as users are. */
async function inLanes(
  lanes: number,
  trials: number[],
  run: (trial: number, at: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < trials.length) {
      const at = next++;
      await run(trials[at]!, at);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

function judgeStops(stage: StreamStage, stops: Stop[], counts: { cuts: number; killed: number }) {
  const quickestMs = Math.min(...stops.flatMap(stop => stop.bareRequestMs ?? []));
  const slowness = ({ bareRequestMs = quickestMs }: Stop): number => bareRequestMs - quickestMs;
  const inOrder = stops.map(stop => stop.heardMs - slowness(stop)).toSorted((a, b) => a - b);
  const quantile = (share: number): number => inOrder[Math.floor((inOrder.length - 1) * share)] ?? NaN;
  const late = inOrder.filter(each => each >= BAR_MS);
  if (late.length > 0) stage.breaches.push(`${late.length} stops took ${BAR_MS} ms and more`);
  return {
    'connections cut': counts.cuts,
    'answers of killed processes': counts.killed,
    'calls stopped': inOrder.length,
    'upstream closed after ms p50': quantile(0.5).toFixed(1),
    'upstream closed after ms p95': quantile(0.95).toFixed(1),
    'upstream closed after ms max': quantile(1).toFixed(1),
  };
}
