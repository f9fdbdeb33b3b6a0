import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createTenant } from '#auth/tenants/create-tenant.ts';
import { applyDefinitions } from '#features/definitions/apply-definitions.ts';
import { cardPayments } from '#features/definitions/examples/card-payments.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createId } from '#kernel/ids.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';
import type { Proof, ProofOptions, ProofOutcome } from '#tests/support/proof.ts';
import { seededRandom } from '#tests/support/random.ts';
import { startWorker } from '#tests/support/start-worker.ts';
import type { RunningWorker } from '#tests/support/start-worker.ts';
import { judgeGroup } from './feature-kills/judge-group.ts';
import { sendEvents } from './feature-kills/send-events.ts';

const KILLS_PER_TRIAL = 2;
const EVENTS_PER_KILL = 1_500;
const LONGEST_MOMENT_MS = 300;
const MUST_BE_BACK_MS = 5_000;
const DONE_WITHIN_MS = 180_000;

/** A trial is two SIGKILLs of the only processor while events come in: from outside at any moment, or at a commit. */
export const proof: Proof = {
  claim: 'kill -9 of the processor at random: every tile, count and reject is as after one undisturbed pass',
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
  /** From the end of a processor to the next commit of the one that was started for it. */
  backMs: number[];
}

async function prove({ trials, seed, report }: ProofOptions, faults: string): Promise<ProofOutcome> {
  const random = seededRandom(seed);
  await using store = await openTestStore();
  const { db } = store;
  await writeFile(faults, '');
  const environment = { ...store.environment, QUARRY_LOG_LEVEL: 'error', QUARRY_FAILPOINTS: `@${faults}` };
  const tenantId = await addTenant(db);
  await applyDefinitions(db, { tenantId, groups: [cardPayments] });
  const kills: Kills = { count: 0, atCommits: 0, backMs: [] };
  let processor = await startWorker({ environment, command: 'stream' });
  for (let number = 1; number <= trials * KILLS_PER_TRIAL; number++) {
    const sending = sendEvents(db, { tenantId, count: EVENTS_PER_KILL, seed: seed + number });
    kills.atCommits += await killOnce(processor, faults, random);
    kills.count++;
    const killedAtMs = performance.now();
    const before = await readProcessed(db, tenantId);
    processor = await startWorker({ environment, command: 'stream' });
    await sending;
    await untilAbove(db, tenantId, before);
    kills.backMs.push(performance.now() - killedAtMs);
    if (number % 10 === 0) report(`${number} kills`);
  }
  await untilAllRead(db, tenantId);
  await processor[Symbol.asyncDispose]();
  return await judge(db, { tenantId, trials, kills });
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

async function readProcessed(db: Database, tenantId: string): Promise<number> {
  const row = await withTransaction(db, { tenantId }, tx =>
    tx.selectFrom('feature_progress').select('processed').executeTakeFirstOrThrow(),
  );
  return row.processed;
}

/** Until something was committed beyond `before`, or there is nothing left to commit. */
async function untilAbove(db: Database, tenantId: string, before: number): Promise<void> {
  const deadline = performance.now() + DONE_WITHIN_MS;
  while (performance.now() < deadline) {
    const processed = await readProcessed(db, tenantId);
    if (processed > before || processed === (await countLog(db, tenantId))) return;
    await delay(20);
  }
  throw new Error('the processor did not come back');
}

async function untilAllRead(db: Database, tenantId: string): Promise<void> {
  const deadline = performance.now() + DONE_WITHIN_MS;
  while ((await readProcessed(db, tenantId)) < (await countLog(db, tenantId))) {
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
  { tenantId, trials, kills }: { tenantId: string; trials: number; kills: Kills },
): Promise<ProofOutcome> {
  const verdict = await judgeGroup(db, { tenantId, group: cardPayments });
  const sorted = kills.backMs.toSorted((a, b) => a - b);
  const [median, slowest] = [sorted[sorted.length >> 1]!, sorted.at(-1)!];
  return {
    trials,
    faults: kills.count,
    lost: verdict.lost,
    doubled: verdict.doubled,
    breaches: verdict.breaches,
    figures: {
      'killed at a commit': kills.atCommits,
      events: verdict.events,
      tiles: verdict.tiles,
      'back after (ms, median)': Math.round(median),
      'back after (ms, slowest)': Math.round(slowest),
      'back later than 5 s': sorted.filter(each => each > MUST_BE_BACK_MS).length,
    },
  };
}
