import { setTimeout as delay } from 'node:timers/promises';
import { preparePostgres } from '#tests/support/prepare-postgres.ts';
import type { Proof, ProofOptions, ProofOutcome } from '#tests/support/proof.ts';
import { seededRandom } from '#tests/support/random.ts';
import { judgeWrites } from './restarts/judge-writes.ts';
import { OwnPostgres } from './restarts/own-postgres.ts';
import { RestartStage } from './restarts/restart-stage.ts';
import { SteadyLoad } from './restarts/steady-load.ts';
import { stopPostgres } from './restarts/stop-postgres.ts';
import type { PostgresStop } from './restarts/stop-postgres.ts';
import { terminateProgram } from './restarts/terminate-program.ts';
import type { Termination } from './restarts/terminate-program.ts';

/** Of the programs, for each stop of the database; the api and the worker in turn. */
const TERMINATIONS_PER_STOP = 2.5;
const LONGEST_CALM_MS = 400;

/** Real processes on a PostgreSQL of the proof's own, under load all the while. */
export const proof: Proof = {
  claim:
    'PostgreSQL stopped at once as in a crash, api and worker terminated again and again under load: no acknowledged ' +
    'write is lost or doubled, both work again ≤ 5 s after the database is back without being restarted, and no ' +
    'request that was sent before SIGTERM goes without its whole reply',
  trials: 4,
  run: async options => {
    await using postgres = await OwnPostgres.start();
    await using _prepared = await preparePostgres(async () => postgres.held);
    await using stage = await RestartStage.open(postgres);
    return await proveRestarts(stage, options);
  },
};

async function proveRestarts(stage: RestartStage, options: ProofOptions): Promise<ProofOutcome> {
  const { trials, seed, report } = options;
  const random = seededRandom(seed);
  const load = new SteadyLoad(stage.target);
  const stops: PostgresStop[] = [];
  const ended: Termination[] = [];
  for (let trial = 1; trial <= trials; trial++) {
    await delay(random() * LONGEST_CALM_MS);
    stops.push(await stopPostgres(stage, load));
    while (ended.length < Math.floor(trial * TERMINATIONS_PER_STOP)) {
      await delay(random() * LONGEST_CALM_MS);
      ended.push(await terminateProgram(stage, load, ended.length % 2 === 0 ? 'api' : 'worker'));
    }
    const { apiMs, workerMs } = stops.at(-1)!;
    report(`stop ${trial}: the api wrote again after ${apiMs} ms, the worker after ${workerMs} ms`);
  }
  await load.stop();
  const books = await judgeWrites(stage, load, options.without);
  return {
    trials,
    faults: stops.length + ended.length,
    lost: books.lost,
    doubled: books.doubled,
    breaches: [
      ...load.improper,
      ...stops.flatMap(each => each.breaches),
      ...ended.flatMap(each => each.breaches),
      ...books.breaches,
    ],
    figures: figuresOf(load, stops, ended),
  };
}

function figuresOf(load: SteadyLoad, stops: PostgresStop[], ended: Termination[]) {
  const most = (numbers: number[]): number => Math.round(Math.max(0, ...numbers));
  return {
    terminations: ended.length,
    'writes acknowledged': load.acknowledged.size,
    'requests answered': load.answered,
    'refused for now': load.refused,
    'without a reply': load.unanswered.length,
    'api writes again ms max': most(stops.map(each => each.apiMs)),
    'worker works again ms max': most(stops.map(each => each.workerMs)),
    'SIGTERM to gone ms max': most(ended.map(each => each.goneMs)),
    'in flight at SIGTERM': ended.reduce((sum, each) => sum + each.inFlight, 0),
  };
}
