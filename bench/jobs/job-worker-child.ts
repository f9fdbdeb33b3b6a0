import { pino } from 'pino';
import { PgBoss } from 'pg-boss';
import { openDatabase } from '#kernel/db/open-database.ts';
import { defineJob } from '#kernel/jobs/define-job.ts';
import { openJobQueue } from '#kernel/jobs/open-job-queue.ts';
import { startJobRunner } from '#kernel/jobs/start-job-runner.ts';
import { benchJob, CONCURRENCY } from './bench-job.ts';

// One worker process: it does nothing with a job but say when it began.
const [runner = '', url = ''] = process.argv.slice(2);

if (runner === 'quarry') await workOurs();
else await workPgBoss();
process.send!('ready');

async function workOurs(): Promise<void> {
  const db = await openDatabase({ url, maxConnections: 10, acquireTimeoutMs: 10_000 });
  const logger = pino({ level: 'error' });
  const job = defineJob({
    ...benchJob,
    run: async ({ n }) => {
      begin(n);
      return { kind: 'done' };
    },
  });
  const queue = await openJobQueue(db, [job], { logger });
  await startJobRunner(queue, [job], { concurrency: CONCURRENCY, logger });
}

async function workPgBoss(): Promise<void> {
  const boss = new PgBoss(url);
  boss.on('error', error => console.error(error));
  await boss.start();
  await boss.work<{ n: number }>(benchJob.name, { localConcurrency: CONCURRENCY }, async jobs => {
    for (const job of jobs) begin(job.data.n);
  });
}

function begin(n: number): void {
  process.send!({ n, atMs: performance.timeOrigin + performance.now() });
}
