import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';

/** A document that readers see, as far as works about it must know it again. */
export interface ReadDocument {
  id: string;
  title: string;
  paged: boolean;
  sha256: Buffer;
  generation: number;
  /** When anything of it was last changed. */
  touched_at: Date;
}

export async function listReadDocuments(
  tx: Tx,
  { tenantId, libraryIds, documentIds }: { tenantId: string; libraryIds: string[]; documentIds?: string[] },
): Promise<ReadDocument[]> {
  const { rows } = await sql<ReadDocument>`
    select id, title, paged, sha256, generation, updated_at as touched_at from documents
    where tenant_id = ${tenantId}::uuid and generation > 0 and library_id = any(${libraryIds}::uuid[])
      and (${documentIds ?? null}::uuid[] is null or id = any(${documentIds ?? null}::uuid[]))
    order by title, id`.execute(tx);
  return rows;
}

/** Of each document the passages that readers see, with their versions, as one short text. */
export async function listPrints(
  tx: Tx,
  { tenantId, documentIds }: { tenantId: string; documentIds: string[] },
): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; print: string }>`
    select d.id, md5(coalesce(string_agg(c.id::text || ':' || c.version, ',' order by c.ordinal, c.id), '')) as print
    from documents d left join chunks c
      on c.tenant_id = d.tenant_id and c.document_id = d.id and c.generation = d.generation
    where d.tenant_id = ${tenantId}::uuid and d.id = any(${documentIds}::uuid[])
    group by d.id`.execute(tx);
  return new Map(rows.map(row => [row.id, row.print]));
}

/** A passage without its text. */
export interface PassageSize {
  id: string;
  document_id: string;
  headings: string[];
  page_start: number | null;
  page_end: number | null;
  characters: number;
}

/** In reading order, document by document as they are given. */
export async function listPassageSizes(
  tx: Tx,
  { tenantId, documentIds, limit }: { tenantId: string; documentIds: string[]; limit: number },
): Promise<PassageSize[]> {
  const { rows } = await sql<PassageSize>`
    select c.id, c.document_id, c.headings, c.page_start, c.page_end, length(c.text) as characters
    from unnest(${documentIds}::uuid[]) with ordinality as asked (id, place)
    join documents d on d.tenant_id = ${tenantId}::uuid and d.id = asked.id
    join chunks c on c.tenant_id = d.tenant_id and c.document_id = d.id and c.generation = d.generation
    order by asked.place, c.ordinal limit ${limit}`.execute(tx);
  return rows;
}

export interface PassageText {
  id: string;
  text: string;
  spans: [number, number, number][];
}

/** Those that are still there. */
export async function listPassageTexts(
  tx: Tx,
  { tenantId, ids }: { tenantId: string; ids: string[] },
): Promise<PassageText[]> {
  const { rows } = await sql<PassageText>`
    select id, text, spans from chunks where tenant_id = ${tenantId}::uuid and id = any(${ids}::uuid[])`.execute(
    tx,
  );
  return rows;
}
