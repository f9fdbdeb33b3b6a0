import type { Database } from '#kernel/db/database.ts';
import { defineJob } from '#kernel/jobs/define-job.ts';
import type { JobDefinition } from '#kernel/jobs/define-job.ts';
import { growGraphJob } from './graphs/grow-graph-job.ts';
import { growGraph } from './graphs/grow-graph.ts';

export function indexJobs({ db }: { db: Database }): JobDefinition[] {
  return [defineJob({ ...growGraphJob, run: (data, context) => growGraph(db, data, context) })];
}
