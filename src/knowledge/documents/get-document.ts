import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { findDocumentById } from './queries.ts';
import type { DocumentRow } from './queries.ts';

/** @throws NotFound */
export async function getDocument(
  db: Database,
  options: { tenantId: string; id: string },
): Promise<DocumentRow> {
  const document = await withTransaction(db, options, tx => findDocumentById(tx, options.id));
  if (document === undefined) throw new NotFound('document');
  return document;
}
