import { sql } from 'kysely';
import type { Database } from '#kernel/db/database.ts';
import { encodeVector } from '#knowledge/index/encode-vector.ts';

export interface RawScope {
  tenantId: string;
  setId: number;
  documentIds?: string[];
  graph?: number;
}

/** The best SQL that can be written by hand for one question: one statement, no texts, no transaction, no checks. */
export async function rawSearch(
  db: Database,
  scope: RawScope,
  { plan, vector, k }: { plan: 'exact' | 'signature' | 'graph'; vector: Float32Array; k: number },
): Promise<string[]> {
  const question = sql`(select ${encodeVector(vector)}::vector::stored_vector)`;
  const inScope = sql`v.tenant_id = ${scope.tenantId}::uuid and v.set_id = ${scope.setId}::bigint
    ${scope.documentIds ? sql`and v.document_id = any(${scope.documentIds}::uuid[])` : sql``}`;
  const statement = {
    exact: sql<{ id: string }>`select v.chunk_id as id from chunk_vectors v where ${inScope}
      order by v.embedding <#> ${question} limit ${k}`,
    signature: sql<{
      id: string;
    }>`select n.chunk_id as id from (select v.document_id, v.chunk_id from chunk_vectors v
        where ${inScope} order by v.signature <~> (select binary_quantize(${encodeVector(vector)}::vector)) limit 400) n
      cross join lateral (select v.embedding from chunk_vectors v where ${inScope}
        and v.document_id = n.document_id and v.chunk_id = n.chunk_id limit 1) v
      order by v.embedding <#> ${question} limit ${k}`,
    graph: sql<{
      id: string;
    }>`select v.chunk_id as id from ${sql.table(`vector_graph_${scope.setId}_${scope.graph}`)} v
      order by v.embedding <#> ${question} limit ${k}`,
  }[plan];
  return (await statement.execute(db.kysely)).rows.map(row => row.id);
}
