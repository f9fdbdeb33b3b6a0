import { defineJob } from '#kernel/jobs/define-job.ts';
import type { JobDefinition } from '#kernel/jobs/define-job.ts';
import { giveUpDocument } from './give-up-document.ts';
import { ingestDocument } from './ingest-document.ts';
import type { IngestDeps } from './ingest-document.ts';
import { ingestDocumentJob } from './ingest-document-job.ts';

/** `concurrency`: documents that this process reads at the same time; otherwise the runner's. */
export function ingestJobs(deps: IngestDeps & { concurrency?: number }): JobDefinition[] {
  return [
    defineJob({
      ...ingestDocumentJob,
      concurrency: deps.concurrency,
      run: (data, context) => ingestDocument(deps, data, context),
      dead: (data, context) => giveUpDocument(deps.db, data, context),
    }),
  ];
}
