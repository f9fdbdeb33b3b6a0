import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { resolveScope } from '#knowledge/search/resolve-scope.ts';
import { listPassageSizes, listPassageTexts, listPrints, listReadDocuments } from './queries.ts';
import type { PassageSize, PassageText, ReadDocument } from './queries.ts';

export type { PassageSize, ReadDocument } from './queries.ts';

/** A document as a work about it was made from it. */
export interface DocumentState extends ReadDocument {
  /** Changes when any of its passages does. */
  passagesPrint: string;
}

/**
 * The documents of a scope that readers see, by title.
 * @throws NotFound for an id that is missing, foreign, or of a document outside the libraries.
 */
export async function readDocumentStates(
  tx: Tx,
  scope: { tenantId: string; libraryIds?: string[]; documentIds?: string[] },
): Promise<DocumentState[]> {
  const resolved = await resolveScope(tx, scope);
  const documents = await listReadDocuments(tx, resolved);
  const prints = await readPrints(tx, { ...scope, documentIds: documents.map(each => each.id) });
  return documents.map(each => ({ ...each, passagesPrint: prints.get(each.id) ?? '' }));
}

/** Documents that readers see, as they are now; those that are gone are left out. */
export async function findDocumentStates(
  tx: Tx,
  { tenantId, documentIds }: { tenantId: string; documentIds: string[] },
): Promise<ReadDocument[]> {
  const scope = await resolveScope(tx, { tenantId });
  return listReadDocuments(tx, { ...scope, documentIds });
}

/** The documents that readers see in libraries as they are now; of a library that is gone there are none. */
export const findLibraryDocuments = (
  tx: Tx,
  scope: { tenantId: string; libraryIds: string[] },
): Promise<ReadDocument[]> => listReadDocuments(tx, scope);

/** The finger prints of documents' passages: they change when any passage does. */
export function readPrints(
  tx: Tx,
  options: { tenantId: string; documentIds: string[] },
): Promise<Map<string, string>> {
  return options.documentIds.length === 0 ? Promise.resolve(new Map()) : listPrints(tx, options);
}

/** What the documents consist of, in reading order, without the texts; `limit` passages at most. */
export function measureContents(
  db: Database,
  options: { tenantId: string; documentIds: string[]; limit: number },
): Promise<PassageSize[]> {
  return withTransaction(db, options, tx => listPassageSizes(tx, options));
}

/** The texts of passages by their ids; those that were deleted meanwhile are left out. */
export async function readPassageTexts(
  db: Database,
  options: { tenantId: string; ids: string[] },
): Promise<Map<string, PassageText>> {
  const rows = await withTransaction(db, options, tx => listPassageTexts(tx, options));
  return new Map(rows.map(row => [row.id, row]));
}
