import { z } from 'zod';
import { declareJob } from '#kernel/jobs/define-job.ts';

const DEADLINE_SECONDS = 24 * 3_600;

export const switchModelJob = declareJob({
  name: 'switch-embedding-model',
  schema: z.object({ tenantId: z.uuid(), libraryId: z.uuid(), model: z.string() }),
  deadlineSeconds: DEADLINE_SECONDS,
  retryLimit: 20,
  concurrency: 1,
});
