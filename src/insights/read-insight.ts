import { checkCitations } from '#chat/citations/check-citations.ts';
import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { countNewDocuments } from './count-new-documents.ts';
import { findChanges } from './find-changes.ts';
import { presentInsight } from './insight-schema.ts';
import type { InsightContent, InsightView } from './insight-schema.ts';
import { kindOf } from './kinds/kinds.ts';
import { findInsight, listCitations, listSections } from './queries.ts';
import type { InsightRow } from './queries.ts';

/** Insights with what became of their documents. */
export async function viewInsights(tx: Tx, tenantId: string, rows: InsightRow[]): Promise<InsightView[]> {
  const documents = await findChanges(tx, { tenantId, insightIds: rows.map(row => row.id) });
  const added = await countNewDocuments(tx, { tenantId, rows, used: documents });
  return rows.map(row =>
    presentInsight(row, { documents: documents.get(row.id) ?? [], newDocuments: added.get(row.id) ?? 0 }),
  );
}

/** @throws NotFound */
export async function viewInsight(
  db: Database,
  { tenantId, id }: { tenantId: string; id: string },
): Promise<InsightView> {
  return withTransaction(db, { tenantId }, async tx => {
    const row = await getInsight(tx, id);
    const [view] = await viewInsights(tx, tenantId, [row]);
    return view!;
  });
}

/** All of an insight, as far as it is written; its citations as they hold today. @throws NotFound */
export async function readInsight(
  db: Database,
  { tenantId, id }: { tenantId: string; id: string },
): Promise<InsightContent> {
  const { view, row, sections, citations } = await withTransaction(db, { tenantId }, async tx => {
    const found = await getInsight(tx, id);
    const [view] = await viewInsights(tx, tenantId, [found]);
    return {
      row: found,
      view: view!,
      sections: await listSections(tx, id),
      citations: await listCitations(tx, id),
    };
  });
  const checked = await checkCitations(db, {
    tenantId,
    citations: citations.map(({ index, citation }) => ({ ...citation, index })),
  });
  return {
    ...view,
    layout: kindOf(row.kind).layout,
    raw_reply: row.raw_reply,
    sections: sections.map(section => ({
      ...section,
      entries: section.entries.map(({ heading, items }) => ({
        heading,
        items: items.map(({ text, sentences }) => ({
          text,
          proof: { judged_by: 'rules' as const, note: null, sentences },
        })),
      })),
    })),
    citations: checked,
  };
}

/** @throws NotFound */
export async function getInsight(tx: Tx, id: string): Promise<InsightRow> {
  const row = await findInsight(tx, id);
  if (row === undefined) throw new NotFound('insight');
  return row;
}
