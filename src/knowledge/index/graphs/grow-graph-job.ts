import { z } from 'zod';
import { declareJob } from '#kernel/jobs/define-job.ts';

/** Two hours: a million vectors on a small machine. */
const DEADLINE_SECONDS = 7_200;

export const growGraphJob = declareJob({
  name: 'grow-vector-graph',
  schema: z.object({ tenantId: z.uuid(), setId: z.int() }),
  deadlineSeconds: DEADLINE_SECONDS,
  concurrency: 1,
});
