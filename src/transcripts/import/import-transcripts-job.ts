import { z } from 'zod';
import { declareJob } from '#kernel/jobs/define-job.ts';

/** Reads an uploaded file of conversations into the timeline. */
export const importTranscriptsJob = declareJob({
  name: 'import-transcripts',
  schema: z.object({ tenantId: z.string(), importId: z.string() }),
  // A killed worker counts as an attempt, too, and on a bad day the same work meets many of them.
  retryLimit: 20,
  // One attempt; what it committed is not done again by the next.
  deadlineSeconds: 6 * 3_600,
});
