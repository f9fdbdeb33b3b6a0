import { z } from 'zod';
import { declareJob } from '#kernel/jobs/define-job.ts';

/** Jobs that one process runs at the same time. */
export const CONCURRENCY = 10;

export const benchJob = declareJob({ name: 'bench-job', schema: z.object({ n: z.number() }) });
