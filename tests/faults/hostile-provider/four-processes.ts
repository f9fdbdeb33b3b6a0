import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createTestStore } from '#tests/support/create-test-store.ts';
import { startFakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import type { CallerOrder, CallerReport } from './caller-process.ts';
import type { CallResult } from './make-calls.ts';
import { DEADLINE_MS, judgeResults } from './run-scenario.ts';
import type { GuardName } from './sabotage.ts';
import { hostile, scenarios } from './scenarios.ts';

export interface ClusterOutcome {
  results: CallResult[];
  peak: number;
  limit: number;
  breaches: string[];
}

const PROGRAM = fileURLToPath(new URL('caller-process.ts', import.meta.url));
const PROCESSES = 4;
const CALLS = 15;
/** Requests after which one process is killed. */
const MIDWAY = 6;

/** Four processes on one PostgreSQL call a hostile provider; one of them is killed while it holds a permit. */
export async function fourProcesses(options: {
  random: () => number;
  without?: GuardName;
}): Promise<ClusterOutcome> {
  await using store = await createTestStore({ store: 'postgres', maxConnections: 4 });
  await using fake = await startFakeProvider();
  fake.always(call => hostile(call, options.random));
  const limit = 2 + Math.floor(options.random() * 2);
  const order: CallerOrder = {
    baseUrl: fake.baseUrl,
    limit,
    deadlineMs: DEADLINE_MS,
    calls: CALLS,
    parallel: 5,
    database: store.config,
    without: options.without,
  };
  const children = Array.from({ length: PROCESSES }, () => fork(PROGRAM, { stdio: 'inherit' }));
  // Starting a program takes a core for a while; the deadlines of the others are not about that.
  await Promise.all(children.map(child => once(child, 'message')));
  const reports = children.map(child => reportOf(child, order));
  const victim = children[Math.floor(options.random() * PROCESSES)]!;
  const midway = fake.waitFor(() => fake.calls.length >= MIDWAY && fake.gauge.current > 0);
  // A storm early on may hold everybody back until all have given up.
  await Promise.race([midway, Promise.all(reports)]);
  victim.kill('SIGKILL');
  const results = (await Promise.all(reports)).flat();
  const breaches = judgeResults(results, scenarios.at(-1)!.ends);
  if (fake.gauge.peak > limit) breaches.push(`${fake.gauge.peak} calls at once, ${limit} allowed`);
  if (results.length < CALLS * (PROCESSES - 1)) breaches.push(`only ${results.length} calls ended`);
  return { results, peak: fake.gauge.peak, limit, breaches: breaches.map(each => `four processes: ${each}`) };
}

/** Nothing of one that was killed. */
async function reportOf(child: ChildProcess, order: CallerOrder): Promise<CallerReport> {
  let report: CallerReport = [];
  child.once('message', message => (report = message as CallerReport));
  child.send(order);
  await once(child, 'exit');
  return report;
}
