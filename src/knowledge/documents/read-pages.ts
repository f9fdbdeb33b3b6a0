import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { findDocumentById, findPageRow, listPageRows } from './queries.ts';
import type { PageSummaryRow } from './queries.ts';

export interface ListPagesOptions {
  tenantId: string;
  documentId: string;
  limit: number;
  /** Number of the page before. */
  after?: number;
}

/** In order, with one more than `limit` where there is one; none while the document is read for the first time. */
export function listPages(db: Database, options: ListPagesOptions): Promise<PageSummaryRow[]> {
  return withTransaction(db, options, async tx => {
    const document = await findDocumentById(tx, options.documentId);
    if (document === undefined) throw new NotFound('document');
    return listPageRows(tx, { ...options, generation: document.generation });
  });
}

/** @throws NotFound */
export function getPage(
  db: Database,
  options: { tenantId: string; documentId: string; number: number },
): Promise<NonNullable<Awaited<ReturnType<typeof findPageRow>>>> {
  return withTransaction(db, options, async tx => {
    const document = await findDocumentById(tx, options.documentId);
    if (document === undefined) throw new NotFound('document');
    const page = await findPageRow(tx, { ...options, generation: document.generation });
    if (page === undefined) throw new NotFound('page');
    return page;
  });
}
