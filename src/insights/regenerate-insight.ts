import { withTransaction } from '#kernel/db/with-transaction.ts';
import { findDocumentStates } from '#knowledge/contents/read-contents.ts';
import { resolveScope } from '#knowledge/search/resolve-scope.ts';
import { listDocumentRows } from './queries.ts';
import type { InsightRow } from './queries.ts';
import { getInsight } from './read-insight.ts';
import { startInsight } from './start-insight.ts';
import type { InsightRequest, StartDeps } from './start-insight.ts';

/** Asks anew for what an insight was asked for, of the documents that are still there. @throws as startInsight does */
export async function regenerateInsight(
  deps: StartDeps,
  options: { tenantId: string; userId: string; id: string } & Pick<InsightRequest, 'onCommit'>,
): Promise<InsightRow> {
  const { tenantId, userId, id, onCommit } = options;
  const { row, documentIds, libraryIds } = await withTransaction(deps.db, { tenantId }, async tx => {
    const found = await getInsight(tx, id);
    const asked = (await listDocumentRows(tx, [id])).map(each => each.document_id);
    const there = await findDocumentStates(tx, { tenantId, documentIds: asked });
    const { libraryIds: present } = await resolveScope(tx, { tenantId });
    const libraryIds = found.library_ids.filter(each => present.includes(each));
    // About whole libraries: with what they have got since.
    return { row: found, libraryIds, documentIds: libraryIds.length > 0 ? [] : there.map(each => each.id) };
  });
  return startInsight(deps, {
    tenantId,
    userId,
    kind: row.kind,
    kindName: row.kind_name,
    documentIds,
    libraryIds,
    instructions: row.instructions ?? undefined,
    language: row.language ?? undefined,
    onCommit,
  });
}
