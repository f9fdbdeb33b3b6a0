import type { Proof, ProofOptions, ProofOutcome } from '#tests/support/proof.ts';
import { seededRandom } from '#tests/support/random.ts';
import { cutTrial } from './streams/cut-trial.ts';
import { judgeBills } from './streams/judge-bills.ts';
import { judgeLeftovers, measureBaseline } from './streams/judge-leftovers.ts';
import { killBatch } from './streams/kill-batch.ts';
import { BAR_MS, stopTrial } from './streams/stop-trial.ts';
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
const FEW_STOPS = 50;

/** `--without stop-notice` and `--without stored-bytes` must fail. */
export const proof: Proof = {
  claim:
    'whoever is cut off reads on at any process, byte for byte; a killed process’s answers end as interrupted and are gone ' +
    `on with; a stop closes the provider’s call in < ${BAR_MS} ms; each run is billed once, nothing is left open`,
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
  const heard: number[] = [];
  await inLanes(STOPS_AT_ONCE, of(CUTS, STOPS), async (trial, at) => {
    const heardMs = await stopTrial(stage, trials + at, randomOf(trial));
    if (heardMs !== undefined) heard.push(heardMs);
  });
  report(`${heard.length} calls stopped`);
  const killed = of(STOPS, 10);
  for (let from = 0; from < killed.length; from += BATCH) {
    const batch = killed.slice(from, from + BATCH).map((_, index) => 2 * trials + from + index);
    await killBatch(stage, batch, randomOf(batch[0]!));
    report(`${from + batch.length} answers whose process was killed`);
  }
  return {
    faults: cuts + heard.length + killed.length,
    shown: judgeStops(stage, heard, { cuts, killed: killed.length }),
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

function judgeStops(stage: StreamStage, heard: number[], counts: { cuts: number; killed: number }) {
  const inOrder = heard.toSorted((a, b) => a - b);
  const quantile = (share: number): number => inOrder[Math.floor((inOrder.length - 1) * share)] ?? NaN;
  const late = inOrder.filter(each => each >= BAR_MS);
  // Of few stops on a busy machine one may be late; of many none is excused.
  const excused = inOrder.length < FEW_STOPS ? 1 : 0;
  if (late.length > excused) stage.breaches.push(`${late.length} stops took ${BAR_MS} ms and more`);
  return {
    'connections cut': counts.cuts,
    'answers of killed processes': counts.killed,
    'calls stopped': inOrder.length,
    'upstream closed after ms p50': quantile(0.5).toFixed(1),
    'upstream closed after ms p95': quantile(0.95).toFixed(1),
    'upstream closed after ms max': quantile(1).toFixed(1),
  };
}
