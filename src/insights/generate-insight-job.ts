import { z } from 'zod';
import { declareJob } from '#kernel/jobs/define-job.ts';

/** Writes an insight, section by section. */
export const generateInsightJob = declareJob({
  name: 'generate-insight',
  schema: z.object({ tenantId: z.string(), insightId: z.string() }),
  retryLimit: 5,
  // One attempt; sections that it committed are not written again by the next.
  deadlineSeconds: 3_600,
});
