import { sql } from 'kysely';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createId } from '#kernel/ids.ts';
import { insertVectors } from '#knowledge/index/insert-vectors.ts';
import { createLibrary } from '#tests/support/index-document.ts';
import type { LibraryKey } from '#tests/support/index-document.ts';

export const MODEL = 'made-up';

export interface FilledTenant extends LibraryKey {
  rows: { id: string; vector: Float32Array; documentId: string }[];
  documentIds: string[];
}

const metadata = sql`jsonb_build_object('group', c.ordinal % 100, 'half', case c.ordinal % 2 when 0 then 'no' else 'yes' end)`;

/** A tenant with one library of passages that have nothing but vectors, 100 to a document. */
export async function fillTenant(
  db: Database,
  size: number,
  vectors: Iterator<Float32Array>,
  options: { tenantId?: string; withMetadata?: boolean } = {},
): Promise<FilledTenant> {
  const library = await createLibrary(db, options.tenantId);
  const tenant: FilledTenant = { ...library, rows: [], documentIds: [] };
  for (let done = 0; done < size; done += 100) {
    const documentId = createId();
    const made = Array.from({ length: Math.min(100, size - done) }, () => ({
      chunkId: createId(),
      vector: vectors.next().value as Float32Array,
    }));
    const ids = made.map(each => each.chunkId);
    await withTransaction(db, library, async tx => {
      await sql`insert into documents (tenant_id, id, library_id, title, file_name, media_type, byte_size, sha256,
          status, generation, chunk_count)
        values (${library.tenantId}, ${documentId}, ${library.libraryId}, 'x', 'x', 'text/plain', 1,
          sha256(${documentId}::text::bytea), 'ready', 1, ${ids.length})`.execute(tx);
      await sql`insert into chunks (tenant_id, id, library_id, document_id, generation, ordinal, text, metadata)
        select ${library.tenantId}, c.id, ${library.libraryId}, ${documentId}, 1, c.ordinal, repeat('passage ', 100),
          ${options.withMetadata ? metadata : sql`'{}'::jsonb`}
        from unnest(${ids}::uuid[]) with ordinality as c(id, ordinal)`.execute(tx);
      await insertVectors(tx, { ...library, documentId, generation: 1 }, MODEL, made);
    });
    tenant.documentIds.push(documentId);
    tenant.rows.push(...made.map(({ chunkId, vector }) => ({ id: chunkId, vector, documentId })));
  }
  return tenant;
}
