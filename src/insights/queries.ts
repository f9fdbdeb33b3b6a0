import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import type { Passage } from '#chat/answer/passage.ts';
import type { Citation } from '#chat/answer/answer-part.ts';
import type { SentenceProof } from '#chat/proof/proof-schema.ts';
import type { Tx } from '#kernel/db/database.ts';
import { newestFirst } from '#kernel/db/newest-first.ts';
import type { AgePage } from '#kernel/db/newest-first.ts';
import type { InsightDocumentsTable, InsightsTable } from '#kernel/db/tables.gen.ts';
import type { DocumentState } from '#knowledge/contents/read-contents.ts';

export type InsightRow = Selectable<InsightsTable>;
export type InsightDocumentRow = Selectable<InsightDocumentsTable>;

export interface Failure {
  code: string;
  message: string;
  next_step: string | null;
}

export interface NewInsight {
  tenantId: string;
  id: string;
  userId: string;
  jobId: string;
  kind: string;
  kindName: string | null;
  title: string;
  instructions: string | null;
  language: string | null;
  /** Where it is about all that is in them. */
  libraryIds: string[];
}

export function insertInsight(tx: Tx, insight: NewInsight): Promise<InsightRow> {
  return tx
    .insertInto('insights')
    .values({
      tenant_id: insight.tenantId,
      id: insight.id,
      user_id: insight.userId,
      job_id: insight.jobId,
      kind: insight.kind,
      kind_name: insight.kindName,
      title: insight.title,
      instructions: insight.instructions,
      language: insight.language,
      library_ids: insight.libraryIds,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function insertDocuments(
  tx: Tx,
  { tenantId, insightId, documents }: { tenantId: string; insightId: string; documents: DocumentState[] },
): Promise<void> {
  const rows = documents.map((document, position) => ({
    tenant_id: tenantId,
    insight_id: insightId,
    document_id: document.id,
    position,
    title: document.title,
    sha256: document.sha256,
    generation: document.generation,
    touched_at: document.touched_at,
    passages_print: document.passagesPrint,
  }));
  await tx.insertInto('insight_documents').values(rows).execute();
}

export function findInsight(tx: Tx, id: string): Promise<InsightRow | undefined> {
  return tx.selectFrom('insights').selectAll().where('id', '=', id).executeTakeFirst();
}

export interface InsightFilter {
  kind?: string;
  status?: string;
  documentId?: string;
}

export function listInsightRows(
  tx: Tx,
  { kind, status, documentId, ...page }: AgePage & InsightFilter,
): Promise<InsightRow[]> {
  return tx
    .selectFrom('insights')
    .selectAll()
    .$if(kind !== undefined, query => query.where('kind', '=', kind!))
    .$if(status !== undefined, query => query.where('status', '=', status!))
    .$if(documentId !== undefined, query =>
      query.where(
        sql<boolean>`exists (select from insight_documents d where d.tenant_id = insights.tenant_id
          and d.insight_id = insights.id and d.document_id = ${documentId!}::uuid)`,
      ),
    )
    .$call(newestFirst('insights', page))
    .execute();
}

export function listDocumentRows(tx: Tx, insightIds: string[]): Promise<InsightDocumentRow[]> {
  return tx
    .selectFrom('insight_documents')
    .selectAll()
    .where('insight_id', 'in', insightIds)
    .orderBy('position')
    .execute();
}

/** A text with what of it its sources say. */
export interface CitedItem {
  text: string;
  sentences: SentenceProof[];
}

export interface Entry {
  heading: string | null;
  items: CitedItem[];
}

export interface SectionRow {
  number: number;
  title: string;
  status: 'pending' | 'done';
  entries: Entry[];
}

const sectionColumns = ['number', 'title', 'status', 'entries'] as const;

/** By number: the overview first. */
export async function listSections(tx: Tx, insightId: string): Promise<SectionRow[]> {
  const rows = await tx
    .selectFrom('insight_sections')
    .select(sectionColumns)
    .where('insight_id', '=', insightId)
    .orderBy('number')
    .execute();
  return rows as unknown as SectionRow[];
}

export interface CitationRow {
  index: number;
  citation: Citation;
  /** What it was cut from. */
  passage: string;
}

export async function listCitations(tx: Tx, insightId: string): Promise<CitationRow[]> {
  const rows = await tx
    .selectFrom('insight_citations')
    .select(['index', 'citation', 'passage'])
    .where('insight_id', '=', insightId)
    .orderBy('index')
    .execute();
  return rows as unknown as CitationRow[];
}

export async function listSectionPassages(
  tx: Tx,
  options: { insightId: string; section: number },
): Promise<Passage[]> {
  const rows = await tx
    .selectFrom('insight_passages')
    .selectAll()
    .where('insight_id', '=', options.insightId)
    .where('section', '=', options.section)
    .orderBy('number')
    .execute();
  return rows.map(row => ({
    index: row.number,
    chunkId: row.chunk_id,
    documentId: row.document_id,
    documentTitle: row.document_title,
    paged: row.paged,
    pageStart: row.page_start,
    pageEnd: row.page_end,
    headings: row.headings,
    text: row.text,
    spans: row.spans as Passage['spans'],
  }));
}

export function lockInsight(tx: Tx, id: string): Promise<InsightRow | undefined> {
  return tx.selectFrom('insights').selectAll().where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
}

/** Where it is not over, or, to be tried again, where it failed or was called off. The caller holds its lock. */
export function setStatus(
  tx: Tx,
  id: string,
  change: {
    from: string[];
    status: string;
    failure?: Failure | null;
    rawReply?: string | null;
    jobId?: string;
    title?: string;
  },
): Promise<InsightRow | undefined> {
  const isOver = ['ready', 'failed', 'cancelled'].includes(change.status);
  return tx
    .updateTable('insights')
    .set({
      status: change.status,
      failure: change.failure ? JSON.stringify(change.failure) : null,
      raw_reply: change.rawReply ?? null,
      ...(change.jobId === undefined ? {} : { job_id: change.jobId }),
      ...(change.title === undefined ? {} : { title: change.title }),
      finished_at: isOver ? sql`now()` : null,
      updated_at: sql`now()`,
      version: sql`version + 1`,
    })
    .where('id', '=', id)
    .where('status', 'in', change.from)
    .returningAll()
    .executeTakeFirst();
}

export const UNFINISHED = ['pending', 'generating'];
