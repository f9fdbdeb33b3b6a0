import { sql } from 'kysely';
import type { Passage } from '#chat/answer/passage.ts';
import type { Tx } from '#kernel/db/database.ts';
import type { CitationRow, Entry, InsightRow } from '../queries.ts';

/** One attempt at one insight: every write carries it. */
export interface InsightAttempt {
  tenantId: string;
  insightId: string;
  attempt: number;
}

/** pending | generating -> generating, as the only attempt that may write; undefined when it may not. */
export function beginAttempt(
  tx: Tx,
  options: { insightId: string; jobId: string },
): Promise<InsightRow | undefined> {
  return tx
    .updateTable('insights')
    .set({
      attempt: sql`attempt + 1`,
      status: 'generating',
      failure: null,
      updated_at: sql`now()`,
      version: sql`version + 1`,
    })
    .where('id', '=', options.insightId)
    .where('job_id', '=', options.jobId)
    .where('status', 'in', ['pending', 'generating'])
    .returningAll()
    .executeTakeFirst();
}

/** Holds the insight for this attempt until `tx` ends; undefined when another one has it, or it was cancelled. */
export function holdAttempt(
  tx: Tx,
  { insightId, attempt }: InsightAttempt,
  status: 'generating' | 'cancelled' = 'generating',
): Promise<InsightRow | undefined> {
  return tx
    .selectFrom('insights')
    .selectAll()
    .where('id', '=', insightId)
    .where('attempt', '=', attempt)
    .where('status', '=', status)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

export interface PlannedSection {
  number: number;
  title: string;
  passages: Passage[];
}

/** Stores what is to be written, and by whom. */
export async function savePlan(
  tx: Tx,
  { tenantId, insightId }: InsightAttempt,
  plan: { sections: PlannedSection[]; hasOverview: boolean; passagesTotal: number; model: string | null },
): Promise<void> {
  const key = { tenant_id: tenantId, insight_id: insightId };
  const overview = plan.hasOverview ? [{ ...key, number: 0, title: '' }] : [];
  const sections = plan.sections.map(({ number, title }) => ({ ...key, number, title }));
  await tx
    .insertInto('insight_sections')
    .values([...overview, ...sections])
    .execute();
  for (const { number, passages } of plan.sections) {
    await tx
      .insertInto('insight_passages')
      .values(passages.map(passage => ({ ...key, section: number, ...columnsOf(passage) })))
      .execute();
  }
  await tx
    .updateTable('insights')
    .set({
      sections_total: overview.length + sections.length,
      passages_total: plan.passagesTotal,
      passages_read: plan.sections.reduce((sum, each) => sum + each.passages.length, 0),
      answered_by: plan.model === null ? 'keyless' : 'model',
      model: plan.model,
      updated_at: sql`now()`,
      version: sql`version + 1`,
    })
    .where('id', '=', insightId)
    .execute();
}

const columnsOf = (passage: Passage) => ({
  number: passage.index,
  chunk_id: passage.chunkId,
  document_id: passage.documentId,
  document_title: passage.documentTitle,
  paged: passage.paged,
  page_start: passage.pageStart,
  page_end: passage.pageEnd,
  headings: passage.headings,
  spans: JSON.stringify(passage.spans),
  text: passage.text,
});

/** pending -> done, with the citations that are new in it. */
export async function saveSection(
  tx: Tx,
  { tenantId, insightId }: InsightAttempt,
  section: { number: number; title: string; entries: Entry[]; citations: CitationRow[] },
): Promise<void> {
  await tx
    .updateTable('insight_sections')
    .set({ status: 'done', title: section.title, entries: JSON.stringify(section.entries) })
    .where('insight_id', '=', insightId)
    .where('number', '=', section.number)
    .execute();
  const rows = section.citations.map(({ index, citation, passage }) => ({
    tenant_id: tenantId,
    insight_id: insightId,
    index,
    citation: JSON.stringify(citation),
    passage,
  }));
  if (rows.length > 0) await tx.insertInto('insight_citations').values(rows).execute();
  await tx
    .updateTable('insights')
    .set({ sections_done: sql`sections_done + 1`, updated_at: sql`now()`, version: sql`version + 1` })
    .where('id', '=', insightId)
    .execute();
}

export async function addUsed(
  tx: Tx,
  insightId: string,
  used: { tokensIn: number; tokensOut: number; credits: number },
): Promise<void> {
  await tx
    .updateTable('insights')
    .set({
      tokens_in: sql`tokens_in + ${used.tokensIn}::bigint`,
      tokens_out: sql`tokens_out + ${used.tokensOut}::bigint`,
      credits: sql`credits + ${used.credits}::bigint`,
    })
    .where('id', '=', insightId)
    .execute();
}

/** Its citations hold what is still needed of them. */
export async function deletePassages(tx: Tx, insightId: string): Promise<void> {
  await tx.deleteFrom('insight_passages').where('insight_id', '=', insightId).execute();
}
