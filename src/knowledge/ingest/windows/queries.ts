import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import type { ExtractedPage } from '#knowledge/extract/extraction.ts';
import { sumWarnings } from '#knowledge/extract/sum-warnings.ts';
import type { WarningSum } from '#knowledge/extract/sum-warnings.ts';
import type { Ingestion } from './ingestion.ts';
import { asStoredWarning, MAX_WARNINGS } from './stored-warning.ts';
import type { StoredWarning } from './stored-warning.ts';

/**
 * Holds the document for this attempt until `tx` ends; false when another one has it, or it was cancelled or deleted.
 * The library first: whoever deletes it takes the locks in the same order.
 */
export async function holdDocument(tx: Tx, ingestion: Ingestion): Promise<boolean> {
  await tx
    .selectFrom('libraries')
    .select('id')
    .where('id', '=', ingestion.libraryId)
    .forKeyShare()
    .executeTakeFirst();
  const held = await tx
    .selectFrom('documents')
    .select('id')
    .where('id', '=', ingestion.documentId)
    .where('attempt', '=', ingestion.attempt)
    .where('status', 'in', ['extracting', 'embedding'])
    .forNoKeyUpdate()
    .executeTakeFirst();
  return held !== undefined;
}

export async function insertPages(
  tx: Tx,
  ingestion: Ingestion,
  pages: readonly ExtractedPage[],
): Promise<void> {
  if (pages.length === 0) return;
  await tx
    .insertInto('document_pages')
    .values(pages.map(page => asPageRow(ingestion, page)))
    .execute();
}

function asPageRow(ingestion: Ingestion, page: ExtractedPage) {
  return {
    tenant_id: ingestion.tenantId,
    document_id: ingestion.documentId,
    generation: ingestion.generation,
    number: page.number,
    text: page.text.toWellFormed(),
    width: page.size?.width ?? null,
    height: page.size?.height ?? null,
    blocks: JSON.stringify(page.blocks),
    words: JSON.stringify(
      page.words.map(({ start, end, x, y, width, height, confidence }) => [
        start,
        end,
        x,
        y,
        width,
        height,
        ...(confidence === undefined ? [] : [confidence]),
      ]),
    ),
    warnings: JSON.stringify(page.warnings.map(asStoredWarning)),
  };
}

export interface Checkpoint {
  status: 'extracting' | 'embedding';
  pagesDone: number;
  segmentsDone: number;
  chunkerState: string;
  warnings: StoredWarning[];
}

export async function saveCheckpoint(tx: Tx, ingestion: Ingestion, checkpoint: Checkpoint): Promise<void> {
  if (checkpoint.warnings.length > 0) await addToSums(tx, ingestion, checkpoint.warnings);
  await tx
    .updateTable('documents')
    .set({
      status: checkpoint.status,
      pages_done: checkpoint.pagesDone,
      segments_done: checkpoint.segmentsDone,
      chunker_state: checkpoint.chunkerState,
      put_back_since: null,
      warnings: sql`case when jsonb_array_length(warnings) < ${MAX_WARNINGS}
        then warnings || ${JSON.stringify(checkpoint.warnings)}::jsonb else warnings end`,
      updated_at: sql`now()`,
    })
    .where('id', '=', ingestion.documentId)
    .execute();
}

/** Whoever writes holds the document, so that nothing comes between the look and the change. */
async function addToSums(tx: Tx, ingestion: Ingestion, warnings: StoredWarning[]): Promise<void> {
  const row = await tx
    .selectFrom('documents')
    .select('warning_sums')
    .where('id', '=', ingestion.documentId)
    .executeTakeFirst();
  const sums = sumWarnings(
    (row?.warning_sums ?? []) as unknown as WarningSum[],
    warnings.map(({ next_step: nextStep, ...warning }) => ({ ...warning, nextStep })),
  );
  await tx
    .updateTable('documents')
    .set({ warning_sums: JSON.stringify(sums) })
    .where('id', '=', ingestion.documentId)
    .execute();
}

/** extracting | embedding -> ready: from the commit on, readers see this generation and no other. */
export async function publishGeneration(tx: Tx, ingestion: Ingestion): Promise<void> {
  const { documentId, generation } = ingestion;
  await tx
    .deleteFrom('document_pages')
    .where('document_id', '=', documentId)
    .where('generation', '!=', generation)
    .execute();
  await tx
    .updateTable('documents')
    .set({
      status: 'ready',
      generation,
      failure: null,
      pages_done: 0,
      segments_done: 0,
      chunker_state: null,
      page_count: sql`(select count(*) from document_pages p
        where p.tenant_id = documents.tenant_id and p.document_id = documents.id and p.generation = ${generation})`,
      chunk_count: sql`(select count(*) from chunks c
        where c.tenant_id = documents.tenant_id and c.document_id = documents.id and c.generation = ${generation})`,
      token_count: sql`(select coalesce(sum(s.token_count), 0) from chunk_segments s
        where s.tenant_id = documents.tenant_id and s.document_id = documents.id and s.generation = ${generation})`,
      updated_at: sql`now()`,
    })
    .where('id', '=', documentId)
    .execute();
}
