import { z } from 'zod';
import { declareJob } from '#kernel/jobs/define-job.ts';

/** Scores a span of the timeline. */
export const scoreTranscriptsJob = declareJob({
  name: 'score-transcripts',
  schema: z.object({ tenantId: z.string(), scoringId: z.string() }),
  // A killed worker counts as an attempt, too, and on a bad day the same work meets many of them.
  retryLimit: 20,
  // One attempt; what it committed is not done again by the next.
  deadlineSeconds: 6 * 3_600,
});
