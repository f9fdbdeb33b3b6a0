import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createTestStore } from '#tests/support/create-test-store.ts';
import type { Proof, ProofOptions } from '#tests/support/proof.ts';
import { startQuarry } from '#tests/support/start-quarry.ts';
import { startWorker } from '#tests/support/start-worker.ts';
import { withClient } from '#tests/support/with-client.ts';
import { sendOpenLoad } from './load/open-load.ts';
import { prepareLoad } from './load/prepare-load.ts';
import { gaugeProgram } from './soak/gauge-program.ts';
import { judgeSlope } from './soak/judge-slope.ts';
import { liveAsClients } from './soak/live-clients.ts';

const PER_SECOND = 40;
/** A fixed number, or they would tell how busy the machine was. */
const CONNECTIONS = 24;
const GAUGES_PER_MINUTE = 6;
const GAUGE = fileURLToPath(new URL('soak/preload-gauge.ts', import.meta.url));

type Programs = Record<'api' | 'worker', Parameters<typeof gaugeProgram>[0]>;

/** A trial is a minute. */
export const proof: Proof = {
  claim:
    'under mixed load for a long time the heap after a collection, sockets, file handles, connections to the database ' +
    'and temporary files stay as many as they are',
  trials: 30,
  store: 'postgres',
  async run(options) {
    await using store = await createTestStore({ store: 'postgres' });
    const environment = {
      ...store.environment,
      QUARRY_LOG_LEVEL: 'error',
      NODE_OPTIONS: `--import ${GAUGE} --no-warnings`,
    };
    await using worker = await startWorker({ environment });
    await using quarry = await startQuarry({ environment, command: 'api' });
    const load = await prepareLoad(quarry, options.seed);
    const ended = new AbortController();
    const lived = liveAsClients(load, ended.signal);
    const pace = { perSecond: PER_SECOND, seconds: options.trials * 60, connections: CONNECTIONS };
    const sent = sendOpenLoad({ ...load, ...pace });
    const look = (): Promise<Look> =>
      lookAt(
        { api: quarry, worker },
        { folder: store.environment['QUARRY_DATA_DIR']!, adminUrl: store.adminUrl! },
      );
    const looks = await lookAgain(options, look);
    const { sent: requests, statuses } = await sent;
    ended.abort();
    const { failures, ...done } = await lived;
    // A machine that is busy with something else makes a server refuse, which is no leak.
    const failed = [...statuses].filter(([status]) => status === 0 || (status >= 500 && status !== 503));
    return {
      trials: options.trials,
      faults: requests,
      lost: 0,
      doubled: 0,
      breaches: [
        ...judge(looks),
        ...failures,
        ...failed.map(([status, count]) => `${count} of ${requests} requests were answered ${status}`),
      ],
      figures: { ...done, refused: statuses.get(503) ?? 0, ...figuresOf(looks) },
    };
  },
};

type Look = Record<string, number>;

async function lookAgain({ trials, report }: ProofOptions, look: () => Promise<Look>): Promise<Look[]> {
  const looks: Look[] = [];
  const everyMs = 60_000 / GAUGES_PER_MINUTE;
  const startedMs = performance.now();
  for (let n = 1; n <= trials * GAUGES_PER_MINUTE; n++) {
    await delay(Math.max(0, startedMs + n * everyMs - performance.now()));
    looks.push(await look());
    if (n % GAUGES_PER_MINUTE === 0) report(`minute ${n / GAUGES_PER_MINUTE}: ${describe(looks.at(-1)!)}`);
  }
  return looks;
}

async function lookAt(programs: Programs, place: { folder: string; adminUrl: string }): Promise<Look> {
  const look: Look = {};
  for (const [name, program] of Object.entries(programs)) {
    const gauged = await gaugeProgram(program);
    for (const [what, value] of Object.entries(gauged)) look[`${name}: ${what}`] = value;
  }
  look['connections'] = await countConnections(place.adminUrl);
  look['temporary files'] = await countTemporary(place.folder);
  return look;
}

async function countConnections(adminUrl: string): Promise<number> {
  return await withClient(adminUrl, async admin => {
    const { rows } = await admin.query(
      'select count(*)::int as count from pg_stat_activity where datname = current_database()',
    );
    return (rows as { count: number }[])[0]!.count;
  });
}

/** What is on its way, wherever it is put meanwhile. */
async function countTemporary(folder: string): Promise<number> {
  const all = await readdir(folder, { recursive: true });
  return all.filter(name => /(^|\/)(incoming|uploads)\/./.test(name.split(path.sep).join('/'))).length;
}

const judge = (looks: readonly Look[]): string[] =>
  Object.keys(looks[0] ?? {}).flatMap(
    name =>
      judgeSlope(
        name,
        looks.map(look => look[name]!),
      ) ?? [],
  );

const describe = (look: Look): string =>
  Object.entries(look)
    .map(([name, value]) => `${name} ${Math.round(value)}`)
    .join(', ');

const figuresOf = (looks: readonly Look[]): Record<string, string> => {
  const [first, last] = [looks[Math.floor(looks.length / 2)] ?? {}, looks.at(-1) ?? {}];
  return Object.fromEntries(
    Object.keys(last).map(name => [name, `${Math.round(first[name]!)} → ${Math.round(last[name]!)}`]),
  );
};
