import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { Block } from '#knowledge/extract/extraction.ts';
import { findPageWithText, listPagesOf, listSourceRows } from './queries.ts';

/** A document as far as citations care: which file it is and which reading of it people see. */
export interface SourceDocument {
  id: string;
  sha256: string;
  generation: number;
}

export interface SourcePage {
  number: number;
  text: string;
  /** [start, end, x, y, width, height] in points. */
  words: number[][];
  blocks: Pick<Block, 'start' | 'end' | 'speaker' | 'offset_ms'>[];
}

/** The documents that have one of these ids or are one of these files. */
export async function listSources(
  db: Database,
  options: { tenantId: string; documentIds: string[]; sha256s: string[] },
): Promise<SourceDocument[]> {
  const { tenantId, documentIds, sha256s } = options;
  if (documentIds.length + sha256s.length === 0) return [];
  const hashes = sha256s.map(each => Buffer.from(each, 'hex'));
  const rows = await withTransaction(db, { tenantId }, tx => listSourceRows(tx, { documentIds, hashes }));
  return rows.map(({ id, sha256, generation }) => ({ id, sha256: sha256.toString('hex'), generation }));
}

/** Some pages of one reading of a document; those that it does not have are left out. */
export async function readSourcePages(
  db: Database,
  options: { tenantId: string; source: SourceDocument; numbers: number[] },
): Promise<SourcePage[]> {
  const { tenantId, source, numbers } = options;
  if (numbers.length === 0) return [];
  const rows = await withTransaction(db, { tenantId }, tx => listPagesOf(tx, { ...source, numbers }));
  return rows as SourcePage[];
}

/** The first page whose text holds `quote`, whatever its white space; undefined: none does. */
export async function findQuotedPage(
  db: Database,
  options: { tenantId: string; source: SourceDocument; quote: string },
): Promise<SourcePage | undefined> {
  const { tenantId, source, quote } = options;
  const row = await withTransaction(db, { tenantId }, tx => findPageWithText(tx, { ...source, text: quote }));
  return row as SourcePage | undefined;
}
