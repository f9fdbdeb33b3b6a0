import type { Database } from '#kernel/db/database.ts';
import type { BlobStore } from '#kernel/blobs/blob-store.ts';
import { defineJob } from '#kernel/jobs/define-job.ts';
import type { JobDefinition } from '#kernel/jobs/define-job.ts';
import type { Duty } from '#kernel/jobs/duty.ts';
import { deleteImportFileJob } from './import/delete-import-file-job.ts';
import { giveUpImport } from './import/give-up-import.ts';
import { importTranscripts } from './import/import-transcripts.ts';
import type { ImportDeps } from './import/import-transcripts.ts';
import { importTranscriptsJob } from './import/import-transcripts-job.ts';
import { sweepImportFiles } from './import/sweep-import-files.ts';
import { giveUpScoring } from './sentiment/give-up-scoring.ts';
import { scoreTranscripts } from './sentiment/score-transcripts.ts';
import type { ScoringDeps } from './sentiment/score-transcripts.ts';
import { scoreTranscriptsJob } from './sentiment/score-transcripts-job.ts';
import { makeMonthsAhead } from './timeline/make-months-ahead.ts';

export function transcriptJobs(deps: ImportDeps & ScoringDeps): JobDefinition[] {
  return [
    defineJob({
      ...importTranscriptsJob,
      run: (data, context) => importTranscripts(deps, data, context),
      dead: (data, context) => giveUpImport(deps.db, data, context),
    }),
    defineJob({
      ...deleteImportFileJob,
      run: async ({ key }) => {
        await deps.blobs.delete(key);
        return { kind: 'done' };
      },
    }),
    defineJob({
      ...scoreTranscriptsJob,
      run: (data, context) => scoreTranscripts(deps, data, context),
      dead: (data, context) => giveUpScoring(deps.db, data, context),
    }),
  ];
}

/** Upkeep that every worker does beside its jobs. */
export function transcriptDuties(deps: { db: Database; blobs: BlobStore }): Duty[] {
  return [makeMonthsAhead(deps.db), sweepImportFiles(deps)];
}
