import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { once } from 'node:events';
import { pino } from 'pino';
import { jobKinds } from '#app/job-kinds.ts';
import { createTenant } from '#auth/tenants/create-tenant.ts';
import { openBlobFolder } from '#kernel/blobs/open-blob-folder.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createId } from '#kernel/ids.ts';
import { openJobQueue } from '#kernel/jobs/open-job-queue.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';
import type { Proof, ProofOptions, ProofOutcome } from '#tests/support/proof.ts';
import { seededRandom } from '#tests/support/random.ts';
import { startWorker } from '#tests/support/start-worker.ts';
import type { RunningWorker } from '#tests/support/start-worker.ts';
import { createImport } from '#transcripts/import/create-import.ts';
import { makeTranscripts } from '../../bench/transcripts/make-transcripts.ts';
import { judgeTenant } from './import-kills/judge-tenant.ts';

const ITEMS = 800;
const FAULT_EVERY = 40;
const LONGEST_MOMENT_MS = 400;
const DONE_WITHIN_MS = 180_000;

/** A trial is one import in a tenant of its own and one SIGKILL of the only worker, while importing or while scoring. */
export const proof: Proof = {
  claim:
    'kill -9 at random during import and scoring: every good item is there, scored and billed exactly once',
  trials: 50,
  store: 'postgres',
  run: async options => {
    const folder = await mkdtemp(path.join(tmpdir(), 'quarry-import-kills-'));
    try {
      return await prove(options, folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

interface Trial {
  tenantId: string;
  importId: string;
  phase: 'importing' | 'scoring';
}

async function prove({ trials, seed, report }: ProofOptions, folder: string): Promise<ProofOutcome> {
  const random = seededRandom(seed);
  const file = path.join(folder, 'talks.json');
  const made = await makeTranscripts({
    path: file,
    layout: 'array',
    count: ITEMS,
    seed,
    faultEvery: FAULT_EVERY,
  });
  await using store = await openTestStore();
  const environment = { ...store.environment, QUARRY_LOG_LEVEL: 'error' };
  const uploads = path.join(store.environment['QUARRY_DATA_DIR']!, 'imports');
  const blobs = await openBlobFolder(uploads);
  await using jobs = await openJobQueue(store.db, jobKinds, { logger: pino({ level: 'silent' }) });
  const done: Trial[] = [];
  let kills = 0;
  let worker = await startWorker({ environment });
  for (let trial = 1; trial <= trials; trial++) {
    const copy = blobs.temporaryPath();
    await copyFile(file, copy);
    const tenantId = await addTenant(store.db, trial);
    const given = { path: copy, fileName: 'talks.json', byteSize: made.bytes, sha256: Buffer.alloc(32) };
    const { id: importId } = await createImport({ db: store.db, blobs, jobs }, { tenantId, file: given });
    const phase = random() < 0.6 ? 'importing' : 'scoring';
    const begun = { tenantId, importId, phase } as const;
    await untilIn(store.db, begun);
    await delay(random() * LONGEST_MOMENT_MS);
    kills += await killWorker(worker);
    worker = await startWorker({ environment });
    done.push(begun);
    if (trial % 10 === 0) report(`${trial} imports, ${kills} kills`);
  }
  await untilAllDone(store.db, done);
  await worker[Symbol.asyncDispose]();
  return await judge(store.db, { done, kills, made, uploads });
}

async function addTenant(db: Database, trial: number): Promise<string> {
  const name = `tenant-${trial}`;
  const owner = { name, email: `${name}@example.test` };
  return (await createTenant(db, { tenantId: createId(), name, owner }))!.tenantId;
}

/** Until the first attempt is at work in the phase in which it is to die, or is through already. */
async function untilIn(db: Database, { tenantId, importId, phase }: Trial): Promise<void> {
  const deadline = performance.now() + DONE_WITHIN_MS;
  while (performance.now() < deadline) {
    const found = await withTransaction(db, { tenantId }, async tx => ({
      imports: await tx
        .selectFrom('transcript_imports')
        .select('status')
        .where('id', '=', importId)
        .executeTakeFirst(),
      scoring: await tx.selectFrom('transcript_scorings').select('status').executeTakeFirst(),
    }));
    const status = phase === 'importing' ? found.imports?.status : found.scoring?.status;
    if (status !== undefined && status !== 'pending') return;
    await delay(10);
  }
  throw new Error(`an import did not come to ${phase}`);
}

async function killWorker({ process: child }: RunningWorker): Promise<number> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  return 1;
}

async function untilAllDone(db: Database, trials: Trial[]): Promise<void> {
  const deadline = performance.now() + DONE_WITHIN_MS;
  for (const { tenantId } of trials)
    while (performance.now() < deadline) {
      const row = await withTransaction(db, { tenantId }, tx =>
        tx.selectFrom('transcript_scorings').select('status').executeTakeFirst(),
      );
      if (row?.status === 'done') break;
      await delay(100);
    }
}

async function judge(
  db: Database,
  outcome: { done: Trial[]; kills: number; made: { good: number; bad: number }; uploads: string },
): Promise<ProofOutcome> {
  const { done, kills, made, uploads } = outcome;
  const verdicts = await Promise.all(
    done.map(async ({ tenantId, phase }, index) => {
      const verdict = await judgeTenant(db, { tenantId, ...made });
      const left = await readdir(path.join(uploads, tenantId)).catch(() => []);
      const files = left.length > 0 ? ['its file is still there'] : [];
      const breaches = [...verdict.breaches, ...files].map(each => `trial ${index + 1} (${phase}): ${each}`);
      return { ...verdict, breaches };
    }),
  );
  const attempts = await Promise.all(done.map(each => attemptsOf(db, each)));
  return {
    trials: done.length,
    faults: kills,
    lost: verdicts.reduce((sum, each) => sum + each.lost, 0),
    doubled: verdicts.reduce((sum, each) => sum + each.doubled, 0),
    breaches: verdicts.flatMap(each => each.breaches),
    figures: {
      'good items each': made.good,
      'imports that were interrupted': attempts.filter(each => each.imports > 1).length,
      'scorings that were interrupted': attempts.filter(each => each.scorings > 1).length,
    },
  };
}

function attemptsOf(db: Database, { tenantId }: Trial): Promise<{ imports: number; scorings: number }> {
  return withTransaction(db, { tenantId }, async tx => ({
    imports: (await tx.selectFrom('transcript_imports').select('attempt').executeTakeFirstOrThrow()).attempt,
    scorings: (await tx.selectFrom('transcript_scorings').select('attempt').executeTakeFirst())?.attempt ?? 0,
  }));
}
