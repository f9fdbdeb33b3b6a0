import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { beginOf } from '../make-row.ts';
import { findTranscript } from './queries.ts';
import type { TranscriptDetailRow } from './queries.ts';

/** @throws NotFound */
export async function getTranscript(
  db: Database,
  { tenantId, id }: { tenantId: string; id: string },
): Promise<TranscriptDetailRow> {
  const createdAt = beginOf(id);
  const row = await withTransaction(db, { tenantId }, tx => findTranscript(tx, { id, createdAt }));
  if (row === undefined) throw new NotFound('transcript');
  return row;
}
