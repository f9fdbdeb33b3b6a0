import { z } from 'zod';
import { declareJob } from '#kernel/jobs/define-job.ts';

/** Reads a document's file into pages, chunks, index and vectors. */
export const ingestDocumentJob = declareJob({
  name: 'ingest-document',
  schema: z.object({ tenantId: z.string(), documentId: z.string() }),
  retryLimit: 3,
  // One attempt; what it committed is not done again by the next.
  deadlineSeconds: 3_600,
});
