import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createTenant } from '#auth/tenants/create-tenant.ts';
import { applyDefinitions } from '#features/definitions/apply-definitions.ts';
import { cardPayments } from '#features/definitions/examples/card-payments.ts';
import { openRedisStore } from '#features/serving/redis/open-redis-store.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createId } from '#kernel/ids.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';
import type { Proof, ProofOptions, ProofOutcome } from '#tests/support/proof.ts';
import { seededRandom } from '#tests/support/random.ts';
import { startWorker } from '#tests/support/start-worker.ts';
import type { RunningWorker } from '#tests/support/start-worker.ts';
import { killProcess } from '../../scripts/services/processes/background-process.ts';
import { holdService } from '../../scripts/services/processes/hold-service.ts';
import { redis } from '../../scripts/services/redis.ts';
import { compareOnline, noAnswer } from './feature-kills/compare-online.ts';
import { judgeGroup } from './feature-kills/judge-group.ts';
import { sendEvents } from './feature-kills/send-events.ts';

const KILLS_PER_TRIAL = 3;
const ENTITIES = Array.from({ length: 200 }, (_, at) => `card-${at}`);
const EVENTS_PER_KILL = 1_500;
const LONGEST_MOMENT_MS = 300;
const MUST_BE_BACK_MS = 5_000;
const DONE_WITHIN_MS = 180_000;

/**
 * A trial is three SIGKILLs while events come in: two of the only processor, from outside at any moment or at a commit, and one of
 * Redis, which then has nothing.
 */
export const proof: Proof = {
  claim:
    'kill -9 of the processor and of Redis at random: every tile, count and reject is as after one undisturbed pass',
  trials: 10,
  store: 'postgres',
  run: async options => {
    const folder = await mkdtemp(path.join(tmpdir(), 'quarry-feature-kills-'));
    try {
      return await prove(options, path.join(folder, 'faults'));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

interface Kills {
  count: number;
  atCommits: number;
  ofRedis: number;
  /** From the end of a processor, or of Redis, to the next commit. */
  backMs: number[];
}

async function prove({ trials, seed, report }: ProofOptions, faults: string): Promise<ProofOutcome> {
  const random = seededRandom(seed);
  await using service = await holdService(redis);
  await using store = await openTestStore();
  const { db } = store;
  await writeFile(faults, '');
  const environment = {
    ...store.environment,
    QUARRY_LOG_LEVEL: 'error',
    QUARRY_FAILPOINTS: `@${faults}`,
    QUARRY_REDIS_URL: service.url,
  };
  const tenantId = await addTenant(db);
  await applyDefinitions(db, { tenantId, groups: [cardPayments] });
  const kills: Kills = { count: 0, atCommits: 0, ofRedis: 0, backMs: [] };
  let processor = await startWorker({ environment, command: 'stream' });
  for (let number = 1; number <= trials * KILLS_PER_TRIAL; number++) {
    const sending = sendEvents(db, { tenantId, count: EVENTS_PER_KILL, seed: seed + number });
    const isOfRedis = number % KILLS_PER_TRIAL === 0;
    if (isOfRedis) {
      await delay(random() * LONGEST_MOMENT_MS);
      for (const each of (await redis.ensure()).processes) await killProcess(each);
      kills.ofRedis++;
    } else kills.atCommits += await killOnce(processor, faults, random);
    kills.count++;
    const killedAtMs = performance.now();
    const before = await readProgress(db, tenantId);
    if (isOfRedis) await redis.revive();
    else processor = await startWorker({ environment, command: 'stream' });
    await untilBeyond(db, { tenantId, ...before, sending });
    kills.backMs.push(performance.now() - killedAtMs);
    await sending;
    if (number % 10 === 0) report(`${number} kills`);
  }
  await untilAllRead(db, tenantId);
  const different = await judgeOnline(db, { tenantId, url: service.url });
  await processor[Symbol.asyncDispose]();
  return await judge(db, { tenantId, trials, kills, different });
}

/** Once Redis is whole again, it serves what the table says. */
async function judgeOnline(
  db: Database,
  { tenantId, url }: { tenantId: string; url: string },
): Promise<string[]> {
  await using online = openRedisStore({ url, db, fallback: noAnswer });
  const deadline = performance.now() + DONE_WITHIN_MS;
  for (;;) {
    const [outcome] = await Promise.allSettled([
      compareOnline({ db, online }, { tenantId, entities: ENTITIES }),
    ]);
    if (outcome.status === 'fulfilled') return outcome.value.map(each => `Redis: ${each}`);
    if (performance.now() > deadline) return ['Redis was not filled again'];
    await delay(50);
  }
}

/** @returns 1 when it died at a commit of its own, 0 when from outside. */
async function killOnce(
  { process: child }: RunningWorker,
  faults: string,
  random: () => number,
): Promise<number> {
  const ended = once(child, 'exit');
  const atCommit = random() < 0.5;
  if (atCommit) {
    const place = random() < 0.5 ? 'tiles-written' : 'tiles-committed';
    await writeFile(faults, `${place}=kill@${1 + Math.floor(random() * 3)}`);
    // Where nothing is committed any more, it is killed from outside all the same.
    await Promise.race([ended, delay(5_000)]);
  } else await delay(random() * LONGEST_MOMENT_MS);
  const byItself = child.signalCode !== null;
  if (!byItself) child.kill('SIGKILL');
  await ended;
  await writeFile(faults, '');
  return atCommit && byItself ? 1 : 0;
}

async function addTenant(db: Database): Promise<string> {
  const owner = { name: 'Owner', email: 'owner@example.test' };
  return (await createTenant(db, { tenantId: createId(), name: 'one', owner }))!.tenantId;
}

interface Reached {
  processed: number;
  epoch: number;
}

function readProgress(db: Database, tenantId: string): Promise<Reached> {
  return withTransaction(db, { tenantId }, tx =>
    tx.selectFrom('feature_progress').select(['processed', 'epoch']).executeTakeFirstOrThrow(),
  );
}

/** Until something was committed beyond what was, or there is nothing left to commit. */
async function untilBeyond(
  db: Database,
  { tenantId, sending, ...before }: Reached & { tenantId: string; sending: Promise<void> },
): Promise<void> {
  let isSent = false;
  void sending.finally(() => (isSent = true)).catch(() => {});
  const deadline = performance.now() + DONE_WITHIN_MS;
  while (performance.now() < deadline) {
    const isLast = isSent;
    const { processed, epoch } = await readProgress(db, tenantId);
    if (processed > before.processed) return;
    if (isLast && epoch > before.epoch && processed === (await countLog(db, tenantId))) return;
    await delay(20);
  }
  throw new Error('the processor did not come back');
}

async function untilAllRead(db: Database, tenantId: string): Promise<void> {
  const deadline = performance.now() + DONE_WITHIN_MS;
  while ((await readProgress(db, tenantId)).processed < (await countLog(db, tenantId))) {
    if (performance.now() > deadline) throw new Error('the log was not read to its end');
    await delay(50);
  }
}

async function countLog(db: Database, tenantId: string): Promise<number> {
  const rows = await withTransaction(db, { tenantId }, tx =>
    tx.selectFrom('event_partitions').select('next_offset').execute(),
  );
  return rows.reduce((sum, row) => sum + row.next_offset, 0);
}

async function judge(
  db: Database,
  given: { tenantId: string; trials: number; kills: Kills; different: string[] },
): Promise<ProofOutcome> {
  const { tenantId, trials, kills, different } = given;
  const verdict = await judgeGroup(db, { tenantId, group: cardPayments });
  const sorted = kills.backMs.toSorted((a, b) => a - b);
  const [median, slowest] = [sorted[sorted.length >> 1]!, sorted.at(-1)!];
  return {
    trials,
    faults: kills.count,
    lost: verdict.lost,
    doubled: verdict.doubled,
    breaches: [...verdict.breaches, ...different],
    figures: {
      'killed at a commit': kills.atCommits,
      'Redis killed': kills.ofRedis,
      events: verdict.events,
      tiles: verdict.tiles,
      'back after (ms, median)': Math.round(median),
      'back after (ms, slowest)': Math.round(slowest),
      'back later than 5 s': sorted.filter(each => each > MUST_BE_BACK_MS).length,
    },
  };
}
