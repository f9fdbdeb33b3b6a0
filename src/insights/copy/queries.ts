import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';

/** The whole of a ready insight under another id; what it cost stays with the first. */
export async function copyRows(
  tx: Tx,
  { tenantId, userId, id, newId }: { tenantId: string; userId: string; id: string; newId: string },
): Promise<void> {
  const of = sql`tenant_id = ${tenantId}::uuid and insight_id = ${id}::uuid`;
  await sql`insert into insights (tenant_id, id, user_id, kind, kind_name, title, instructions, language, status,
      answered_by, model, sections_total, sections_done, passages_total, passages_read, copied_from, finished_at,
      library_ids)
    select tenant_id, ${newId}::uuid, ${userId}::uuid, kind, kind_name, title, instructions, language, status,
      answered_by, model, sections_total, sections_done, passages_total, passages_read, id, finished_at,
      library_ids
    from insights where tenant_id = ${tenantId}::uuid and id = ${id}::uuid`.execute(tx);
  await sql`insert into insight_documents (tenant_id, insight_id, document_id, position, title, sha256, generation,
      touched_at, passages_print)
    select tenant_id, ${newId}::uuid, document_id, position, title, sha256, generation, touched_at, passages_print
    from insight_documents where ${of}`.execute(tx);
  await sql`insert into insight_sections (tenant_id, insight_id, number, title, status, entries)
    select tenant_id, ${newId}::uuid, number, title, status, entries from insight_sections where ${of}`.execute(
    tx,
  );
  await sql`insert into insight_citations (tenant_id, insight_id, index, citation, passage)
    select tenant_id, ${newId}::uuid, index, citation, passage from insight_citations where ${of}`.execute(
    tx,
  );
}
