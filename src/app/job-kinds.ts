import { deleteWorkspaceJob } from './deletion/delete-workspace-job.ts';
import type { JobKind } from '#kernel/jobs/define-job.ts';
import { generateInsightJob } from '#insights/generate-insight-job.ts';
import { deleteBlobsJob } from '#knowledge/documents/delete-blobs.ts';
import { growGraphJob } from '#knowledge/index/graphs/grow-graph-job.ts';
import { switchModelJob } from '#knowledge/index/sets/switch-model-job.ts';
import { ingestDocumentJob } from '#knowledge/ingest/ingest-document-job.ts';
import { deleteImportFileJob } from '#transcripts/import/delete-import-file-job.ts';
import { importTranscriptsJob } from '#transcripts/import/import-transcripts-job.ts';
import { scoreTranscriptsJob } from '#transcripts/sentiment/score-transcripts-job.ts';

/** Every kind of job there is: a process that only enqueues needs no more. */
export const jobKinds = [
  ingestDocumentJob,
  deleteBlobsJob,
  growGraphJob,
  switchModelJob,
  importTranscriptsJob,
  deleteImportFileJob,
  scoreTranscriptsJob,
  generateInsightJob,
  deleteWorkspaceJob,
] as readonly JobKind[];
