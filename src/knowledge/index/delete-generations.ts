import type { Tx } from '#kernel/db/database.ts';

/**
 * Deletes a document's chunks, postings and vectors of all generations but `keep`.
 * Readers of the kept one notice nothing.
 */
export async function deleteGenerations(
  tx: Tx,
  options: { tenantId: string; documentId: string; keep: number },
): Promise<void> {
  // Segments take their postings along, chunks their vectors.
  for (const table of ['chunk_segments', 'chunks'] as const) {
    await tx
      .deleteFrom(table)
      .where('tenant_id', '=', options.tenantId)
      .where('document_id', '=', options.documentId)
      .where('generation', '!=', options.keep)
      .execute();
  }
}
