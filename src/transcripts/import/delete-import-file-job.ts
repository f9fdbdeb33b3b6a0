import { z } from 'zod';
import { declareJob } from '#kernel/jobs/define-job.ts';

/** Committed with the end of an import, so that no crash leaves its file behind. */
export const deleteImportFileJob = declareJob({
  name: 'delete-import-file',
  schema: z.object({ key: z.string() }),
  retryLimit: 20,
  concurrency: 1,
});
