import type { Tx } from '#kernel/db/database.ts';
import { findLibraryDocuments } from '#knowledge/contents/read-contents.ts';
import type { CheckedDocument } from './find-changes.ts';
import type { InsightRow } from './queries.ts';

/** How many documents have become readable in the libraries that insights are about, since each was asked for. */
export async function countNewDocuments(
  tx: Tx,
  { tenantId, rows, used }: { tenantId: string; rows: InsightRow[]; used: Map<string, CheckedDocument[]> },
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const ofLibraries = rows.filter(row => row.library_ids.length > 0);
  for (const [key, about] of Map.groupBy(ofLibraries, row => row.library_ids.join(' '))) {
    const present = await findLibraryDocuments(tx, { tenantId, libraryIds: key.split(' ') });
    for (const row of about) {
      const known = new Set(used.get(row.id)?.map(each => each.document_id));
      counts.set(row.id, present.filter(each => !known.has(each.id)).length);
    }
  }
  return counts;
}
