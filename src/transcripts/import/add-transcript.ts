import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { encodeRows } from '../encode-rows.ts';
import { makeRow } from '../make-row.ts';
import { startScoring } from '../sentiment/start-scoring.ts';
import { ensureMonth } from '../timeline/ensure-month.ts';
import type { Transcript } from '../transcript-schema.ts';
import { insertTranscripts } from './queries.ts';

/** Adds one conversation and asks for its scoring; the same one again is found and adds nothing. */
export async function addTranscript(
  deps: { db: Database; jobs: JobQueue },
  {
    tenantId,
    transcript,
    onCommit,
  }: {
    tenantId: string;
    transcript: Transcript;
    /** Done in the same transaction; nothing is added if it fails. */
    onCommit?: (tx: Tx, id: string) => Promise<void>;
  },
): Promise<{ id: string; isNew: boolean }> {
  const row = makeRow(transcript);
  const since = transcript.started_at;
  await withTransaction(deps.db, { tenantId }, tx => ensureMonth(tx, since));
  return withTransaction(deps.db, { tenantId }, async tx => {
    const added = await insertTranscripts(tx, {
      tenantId,
      importId: null,
      rows: encodeRows([row]),
    });
    const until = new Date(since.getTime() + 1);
    if (added === 1) await startScoring(tx, deps.jobs, { tenantId, since, until });
    await onCommit?.(tx, row.id);
    return { id: row.id, isNew: added === 1 };
  });
}
