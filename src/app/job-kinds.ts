import type { JobKind } from '#kernel/jobs/define-job.ts';
import { deleteBlobsJob } from '#knowledge/documents/delete-blobs.ts';
import { growGraphJob } from '#knowledge/index/graphs/grow-graph-job.ts';
import { switchModelJob } from '#knowledge/index/sets/switch-model-job.ts';
import { ingestDocumentJob } from '#knowledge/ingest/ingest-document-job.ts';

/** Every kind of job there is: a process that only enqueues needs no more. */
export const jobKinds = [
  ingestDocumentJob,
  deleteBlobsJob,
  growGraphJob,
  switchModelJob,
] as readonly JobKind[];
