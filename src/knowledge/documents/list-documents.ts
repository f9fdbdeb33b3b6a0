import type { Database } from '#kernel/db/database.ts';
import type { AgePage } from '#kernel/db/newest-first.ts';
import { readFrom } from '#kernel/db/read-from.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { libraryExists, listDocumentRows } from './queries.ts';
import type { DocumentFilters, DocumentRow } from './queries.ts';

export type ListDocumentsOptions = AgePage &
  DocumentFilters & { tenantId: string; libraryMustExist?: boolean };

/**
 * One page, newest first, plus the row that tells whether another follows.
 * @throws NotFound when `libraryMustExist` and there is no such library.
 */
export function listDocuments(db: Database, options: ListDocumentsOptions): Promise<DocumentRow[]> {
  return withTransaction(readFrom(db), options, async tx => {
    if (options.libraryMustExist && !(await libraryExists(tx, options.libraryId!)))
      throw new NotFound('library');
    return listDocumentRows(tx, options);
  });
}
