import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import { createId } from '#kernel/ids.ts';

interface InsightScope {
  tenantId: string;
  userId: string;
  marker: string;
  documentId: string;
}

/** An insight that is ready, with a row in each of its tables, a saved kind, and a deleted insight. */
export async function insertInsights(tx: Tx, scope: InsightScope): Promise<Record<string, string>> {
  const { tenantId: tenant_id, userId: user_id, marker } = scope;
  const [insight_id, insight_kind_id] = [createId(), createId()];
  const insight = { tenant_id, user_id, kind: 'summary', title: `About ${marker}`, status: 'ready' };
  await tx
    .insertInto('insights')
    .values({ ...insight, id: insight_id, answered_by: 'keyless', sections_total: 1, sections_done: 1 })
    .execute();
  await insertContent(tx, { ...scope, insightId: insight_id });
  const instructions = `Instructions of ${marker}`;
  await tx
    .insertInto('insight_kinds')
    .values({ tenant_id, id: insight_kind_id, user_id, name: marker, base: 'summary', instructions })
    .execute();
  await sql`select set_config('app.deleted', 'on', true)`.execute(tx);
  await tx
    .insertInto('insights')
    .values({ ...insight, id: createId(), deleted_at: sql`now()` })
    .execute();
  await sql`select set_config('app.deleted', '', true)`.execute(tx);
  return { insight_id, insight_kind_id };
}

async function insertContent(
  tx: Tx,
  { tenantId: tenant_id, marker, documentId, insightId: insight_id }: InsightScope & { insightId: string },
): Promise<void> {
  const key = { tenant_id, insight_id };
  const document = { document_id: documentId, document_title: `Title ${marker}` };
  await tx
    .insertInto('insight_documents')
    .values({
      ...key,
      document_id: document.document_id,
      position: 0,
      title: document.document_title,
      sha256: Buffer.alloc(32),
      generation: 1,
      touched_at: new Date(0),
      passages_print: '',
    })
    .execute();
  const entries = [{ heading: null, items: [{ text: `Text of ${marker} [1]`, sentences: [] }] }];
  await tx
    .insertInto('insight_sections')
    .values({ ...key, number: 1, title: marker, status: 'done', entries: JSON.stringify(entries) })
    .execute();
  const place = { chunk_id: createId(), paged: true, page_start: 1, page_end: 1 };
  await tx
    .insertInto('insight_passages')
    .values({ ...key, ...document, ...place, section: 1, number: 1, text: marker })
    .execute();
  const citation = { index: 1, ...document, ...place, headings: [], spans: [], quote: `Quote of ${marker}` };
  await tx
    .insertInto('insight_citations')
    .values({ ...key, index: 1, citation: JSON.stringify(citation), passage: marker })
    .execute();
}
