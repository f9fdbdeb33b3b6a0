import type { Tx } from '#kernel/db/database.ts';
import { findDocumentStates, readPrints } from '#knowledge/contents/read-contents.ts';
import { listDocumentRows } from './queries.ts';
import type { InsightDocumentRow } from './queries.ts';

/** changed: read again, or its passages were changed by hand. */
export type Change = 'changed' | 'deleted';

export type CheckedDocument = InsightDocumentRow & { change: Change | null };

/** The documents that insights were made from, each with what became of it since; by insight. */
export async function findChanges(
  tx: Tx,
  { tenantId, insightIds }: { tenantId: string; insightIds: string[] },
): Promise<Map<string, CheckedDocument[]>> {
  if (insightIds.length === 0) return new Map();
  const rows = await listDocumentRows(tx, insightIds);
  const documentIds = [...new Set(rows.map(row => row.document_id))];
  const present = await findDocumentStates(tx, { tenantId, documentIds });
  const now = new Map(present.map(each => [each.id, each]));
  // A title may have changed, or a passage: only the passages can tell.
  const touched = rows.filter(row => {
    const document = now.get(row.document_id);
    return document?.generation === row.generation && document.touched_at > row.touched_at;
  });
  const prints = await readPrints(tx, { tenantId, documentIds: touched.map(row => row.document_id) });
  const changeOf = (row: InsightDocumentRow): Change | null => {
    const document = now.get(row.document_id);
    if (document === undefined) return 'deleted';
    if (document.generation !== row.generation) return 'changed';
    const print = prints.get(row.document_id);
    return print !== undefined && print !== row.passages_print ? 'changed' : null;
  };
  const checked = rows.map(row => ({ ...row, change: changeOf(row) }));
  return Map.groupBy(checked, row => row.insight_id);
}
