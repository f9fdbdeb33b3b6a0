import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import { showDeleted } from '#kernel/trash/show-deleted.ts';

export interface LibraryKey {
  tenantId: string;
  libraryId: string;
}

/** Libraries whose vectors are of another model of ours, or that keep sets which nothing searches any more. */
export async function listOutdatedLibraries(tx: Tx, tenantId: string, model: string): Promise<string[]> {
  const { rows } = await sql<{
    id: string;
  }>`select l.id from libraries l where l.tenant_id = ${tenantId}::uuid
    and case when exists (select from vector_sets s where s.tenant_id = l.tenant_id and s.library_id = l.id
        and s.state = 'active')
      then exists (select from vector_sets s where s.tenant_id = l.tenant_id and s.library_id = l.id
          and ((s.state = 'active' and s.model <> ${model}) or s.state = 'building'))
        and not exists (select from vector_sets s where s.tenant_id = l.tenant_id and s.library_id = l.id
          and s.state = 'active' and s.model like 'custom%')
      else exists (select from documents d where d.tenant_id = l.tenant_id and d.library_id = l.id
        and d.generation > 0 and d.chunk_count > 0) end`.execute(tx);
  return rows.map(row => row.id);
}

export interface ChunkToEmbed {
  id: string;
  document_id: string;
  generation: number;
  version: number;
  text: string;
  headings: string[];
}

/** Passages that readers see and that have no vector of the model yet, by id. */
export async function listUnembedded(
  tx: Tx,
  { tenantId, libraryId, model, after, limit }: LibraryKey & { model: string; after: string; limit: number },
): Promise<ChunkToEmbed[]> {
  // What lies in the trash takes part: taken back, it must be found.
  await showDeleted(tx);
  const { rows } =
    await sql<ChunkToEmbed>`select c.id, c.document_id, c.generation, c.version, c.text, c.headings
    from chunks c where c.tenant_id = ${tenantId}::uuid and c.library_id = ${libraryId}::uuid
      and c.id > ${after}::uuid
      and c.generation = (select d.generation from documents d
        where d.tenant_id = ${tenantId}::uuid and d.id = c.document_id)
      and not exists (select from chunk_vectors v where v.tenant_id = ${tenantId}::uuid and v.chunk_id = c.id
        and v.model = ${model})
    order by c.id limit ${limit}`.execute(tx);
  return rows;
}

/** Holds the library and the documents, in the order in which everybody locks, until `tx` ends. */
export async function holdDocuments(
  tx: Tx,
  { tenantId, libraryId }: LibraryKey,
  documentIds: string[],
): Promise<void> {
  await showDeleted(tx);
  await sql`select from libraries where tenant_id = ${tenantId}::uuid and id = ${libraryId}::uuid for key share`.execute(
    tx,
  );
  await sql`select from documents where tenant_id = ${tenantId}::uuid and id = any(${documentIds}::uuid[])
    order by id for no key update`.execute(tx);
}

/** Of the passages, those that nobody has changed or embedded since they were read. */
export async function listStillUnembedded(
  tx: Tx,
  { tenantId, model }: LibraryKey & { model: string },
  chunks: ChunkToEmbed[],
): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`select c.id
    from unnest(${chunks.map(chunk => chunk.id)}::uuid[], ${chunks.map(chunk => chunk.version)}::integer[])
      as read (id, version)
    join chunks c on c.tenant_id = ${tenantId}::uuid and c.id = read.id and c.version = read.version
    where not exists (select from chunk_vectors v where v.tenant_id = ${tenantId}::uuid and v.chunk_id = c.id
      and v.model = ${model})`.execute(tx);
  return new Set(rows.map(row => row.id));
}

/**
 * Makes the model's set the one that is searched. Whoever writes vectors of the library is waited for, so that nothing
 * is left out. False when it has no set of the model.
 */
export async function activateSet(
  tx: Tx,
  { tenantId, libraryId, model }: LibraryKey & { model: string },
): Promise<boolean> {
  await sql`select from vector_sets where tenant_id = ${tenantId}::uuid and library_id = ${libraryId}::uuid
    order by id for update`.execute(tx);
  const library = sql`tenant_id = ${tenantId}::uuid and library_id = ${libraryId}::uuid`;
  const { rows } = await sql`select from vector_sets where ${library} and model = ${model}`.execute(tx);
  if (rows.length === 0) return false;
  await sql`update vector_sets set state = 'building' where ${library} and model <> ${model}`.execute(tx);
  await sql`update vector_sets set state = 'active' where ${library} and model = ${model}`.execute(tx);
  return true;
}

/** Deletes some vectors of the library's sets that are not searched. @returns how many. */
export async function deleteUnsearchedVectors(tx: Tx, key: LibraryKey, limit: number): Promise<number> {
  const { tenantId, libraryId } = key;
  const deleted =
    await sql`delete from chunk_vectors v using (select set_id, document_id, chunk_id from chunk_vectors
      where tenant_id = ${tenantId}::uuid and set_id in (select id from vector_sets
        where tenant_id = ${tenantId}::uuid and library_id = ${libraryId}::uuid and state = 'building')
      limit ${limit}) gone
    where v.tenant_id = ${tenantId}::uuid and v.set_id = gone.set_id and v.document_id = gone.document_id
      and v.chunk_id = gone.chunk_id`.execute(tx);
  return Number(deleted.numAffectedRows ?? 0);
}

/** Their graphs go with them. */
export async function deleteUnsearchedSets(tx: Tx, { tenantId, libraryId }: LibraryKey): Promise<void> {
  await tx
    .deleteFrom('vector_sets')
    .where('tenant_id', '=', tenantId)
    .where('library_id', '=', libraryId)
    .where('state', '=', 'building')
    .execute();
}
