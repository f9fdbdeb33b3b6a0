import type { Tx } from '#kernel/db/database.ts';
import { createId } from '#kernel/ids.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { insertScoring } from './queries.ts';
import type { ScoringRow, ScoringSpan } from './queries.ts';
import { scoreTranscriptsJob } from './score-transcripts-job.ts';

export const DEFAULT_ENGINE = 'vader';

/** Asks for the scoring of a span, in the caller's transaction. */
export async function startScoring(tx: Tx, jobs: JobQueue, span: ScoringSpan): Promise<ScoringRow> {
  const [id, jobId] = [createId(), createId()];
  const row = await insertScoring(tx, { engine: DEFAULT_ENGINE, ...span, id, jobId });
  const { tenantId } = span;
  await jobs.enqueue(tx, scoreTranscriptsJob, { tenantId, scoringId: id }, { id: jobId, groupId: tenantId });
  return row;
}
