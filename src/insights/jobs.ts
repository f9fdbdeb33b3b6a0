import type { Database } from '#kernel/db/database.ts';
import { defineJob } from '#kernel/jobs/define-job.ts';
import type { JobDefinition } from '#kernel/jobs/define-job.ts';
import type { Duty } from '#kernel/jobs/duty.ts';
import { generateInsightJob } from './generate-insight-job.ts';
import { giveUpInsight } from './give-up-insight.ts';
import { emptyInsightTrash } from './trash/delete-insight.ts';
import { generateInsight } from './write/generate-insight.ts';
import type { GenerateDeps } from './write/generate-insight.ts';

export function insightJobs(deps: GenerateDeps): JobDefinition[] {
  return [
    defineJob({
      ...generateInsightJob,
      run: (data, context) => generateInsight(deps, data, context),
      dead: (data, context) => giveUpInsight(deps.db, data, context),
    }),
  ];
}

/** Upkeep that every worker does beside its jobs. */
export function insightDuties({ db }: { db: Database }): Duty[] {
  return [
    { name: 'empty-insight-trash', everyMs: 3_600_000, run: async () => void (await emptyInsightTrash(db)) },
  ];
}
