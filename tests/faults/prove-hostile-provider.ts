import type { Proof, ProofOptions, ProofOutcome } from '#tests/support/proof.ts';
import { seededRandom } from '#tests/support/random.ts';
import { fourProcesses } from './hostile-provider/four-processes.ts';
import type { CallResult } from './hostile-provider/make-calls.ts';
import { returnFromPause } from './hostile-provider/return-from-pause.ts';
import { DEADLINE_MS, MARGIN_MS, runScenario } from './hostile-provider/run-scenario.ts';
import { asGuard } from './hostile-provider/sabotage.ts';
import type { GuardName } from './hostile-provider/sabotage.ts';
import { scenarios } from './hostile-provider/scenarios.ts';
import { wholeDocuments } from './hostile-provider/whole-documents.ts';

/** Each scenario, the return from a pause, the cluster, and whole documents. */
const ROUND = scenarios.length + 3;

/** `--without` permit, deadline, gate, circuit, budget or jitter takes that guard away; the proof must then fail. */
export const proof: Proof = {
  claim:
    `whatever a provider does, every call ends within its deadline + ${MARGIN_MS} ms, no more calls run at once than ` +
    'allowed (also of four processes, one of them killed), at most 10 % are made again, and nobody retries in step',
  trials: ROUND,
  store: 'postgres',
  async run(options) {
    const tally = new Tally();
    for (let trial = 0; trial < options.trials; trial++) await runTrial(tally, trial, options);
    return tally.outcome();
  },
};

async function runTrial(tally: Tally, trial: number, { seed, without: name, report }: ProofOptions) {
  const without = asGuard(name);
  const random = seededRandom(seed + trial);
  const startedMs = performance.now();
  const kind = trial % ROUND;
  const said = await runKind(tally, kind, { random, without });
  tally.trials += 1;
  report(`${said} (${Math.round(performance.now() - startedMs)} ms)`);
}

async function runKind(
  tally: Tally,
  kind: number,
  options: { random: () => number; without?: GuardName },
): Promise<string> {
  const scenario = scenarios[kind];
  if (scenario) {
    const { results, peak, requests, breaches } = await runScenario(scenario, options);
    tally.add(results, breaches);
    tally.extra += Math.max(0, requests - results.length);
    return `${scenario.name}: ${describe(results)}; ${requests} requests, ${peak} at once`;
  }
  if (kind === scenarios.length) {
    const { spreadMs, breaches } = await returnFromPause(options.without);
    tally.add([], breaches);
    tally.spreadMs = Math.min(tally.spreadMs, spreadMs);
    return `return from a pause: 24 callers over ${Math.round(spreadMs)} ms`;
  }
  if (kind === scenarios.length + 2) {
    const { ready, failed, causes, peak, breaches } = await wholeDocuments(options.random);
    tally.add([], breaches);
    tally.documents += ready + failed;
    return `whole documents: ${ready} ready, ${failed} failed (${causes.join(', ')}); ${peak} at once`;
  }
  const { results, peak, limit, breaches } = await fourProcesses(options);
  tally.add(results, breaches);
  return `four processes, one killed: ${describe(results)}; ${peak} at once, ${limit} allowed`;
}

class Tally {
  trials = 0;
  extra = 0;
  documents = 0;
  spreadMs = Infinity;
  #calls: CallResult[] = [];
  #breaches: string[] = [];

  add(results: CallResult[], breaches: string[]): void {
    this.#calls.push(...results);
    this.#breaches.push(...breaches);
  }

  outcome(): ProofOutcome {
    const wrong = this.#calls.filter(call => call.outcome === 'wrong').length;
    const longestMs = Math.max(0, ...this.#calls.map(call => call.durationMs));
    return {
      trials: this.trials,
      faults: this.#calls.filter(call => call.outcome !== 'answered').length,
      lost: wrong,
      doubled: 0,
      breaches: this.#breaches,
      figures: {
        calls: this.#calls.length,
        'longest ms': Math.round(longestMs),
        'latest bare timer ms': Math.round(Math.max(0, ...this.#calls.map(call => call.timerLateMs))),
        'deadline ms': DEADLINE_MS,
        'extra requests': this.extra,
        'documents ended': this.documents,
        'retry spread ms': Number.isFinite(this.spreadMs) ? Math.round(this.spreadMs) : 'not measured',
      },
    };
  }
}

function describe(results: CallResult[]): string {
  const counts = new Map<string, number>();
  for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ');
}
