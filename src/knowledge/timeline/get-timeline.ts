import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { listAttempts } from './queries.ts';
import type { AttemptRow } from './queries.ts';

/** Every attempt to read a document, first one first; of very many the newest. */
export function getTimeline(
  db: Database,
  options: { tenantId: string; documentId: string },
): Promise<AttemptRow[]> {
  return withTransaction(db, options, tx => listAttempts(tx, options.documentId));
}
