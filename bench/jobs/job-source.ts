import { pino } from 'pino';
import { PgBoss } from 'pg-boss';
import { openDatabase } from '#kernel/db/open-database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { openJobQueue } from '#kernel/jobs/open-job-queue.ts';
import type { TestStore } from '#tests/support/create-test-store.ts';
import { benchJob } from './bench-job.ts';

/** Adds jobs to one of the two queues, as a program does: each in the transaction that needs it, many together. */
export interface JobSource extends AsyncDisposable {
  runner: 'quarry' | 'pg-boss';
  /** What its workers connect to. */
  url: string;
  add(numbers: readonly number[]): Promise<void>;
  /** Between single jobs, on average: more often, and they would wait for each other. */
  pauseMs: number;
  /** Removes all jobs. */
  empty(): Promise<void>;
}

const TENANT = { tenantId: '01900000-0000-7000-8000-000000000001' };

export async function openOurs(store: TestStore): Promise<JobSource> {
  const db = await openDatabase(store.config);
  const queue = await openJobQueue(db, [benchJob], { logger: pino({ level: 'warn' }) });
  return {
    runner: 'quarry',
    pauseMs: 25,
    url: store.config.url!,
    add: numbers =>
      withTransaction(db, TENANT, async tx => {
        for (const n of numbers) await queue.enqueue(tx, benchJob, { n });
      }),
    empty: async () => void (await db.pool.query('delete from pgboss.job')),
    [Symbol.asyncDispose]: async () => {
      await queue[Symbol.asyncDispose]();
      await db[Symbol.asyncDispose]();
    },
  };
}

/** pg-boss as its README says, with nothing but the same concurrency. */
export async function openPgBoss(store: TestStore): Promise<JobSource> {
  const boss = new PgBoss(store.adminUrl!);
  boss.on('error', error => console.error(error));
  await boss.start();
  await boss.createQueue(benchJob.name);
  return {
    runner: 'pg-boss',
    pauseMs: 400,
    url: store.adminUrl!,
    add: async numbers => {
      if (numbers.length === 1) await boss.send(benchJob.name, { n: numbers[0] });
      else
        await boss.insert(
          benchJob.name,
          numbers.map(n => ({ data: { n } })),
        );
    },
    empty: async () => void (await boss.deleteAllJobs(benchJob.name)),
    [Symbol.asyncDispose]: () => boss.stop({ graceful: false }),
  };
}
