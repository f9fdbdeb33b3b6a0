import type pg from 'pg';
import { encodeVector } from '#knowledge/index/encode-vector.ts';
import type { VectorPlan } from '#knowledge/search/vectors/plan-vectors.ts';

export interface RawScope {
  tenantId: string;
  setId: number;
  documentIds?: string[];
  graph?: number;
}

/**
 * The best SQL that can be written by hand for one question: one statement, no transaction, no row-level security, no
 * look whether readers may see what it finds. `texts`: what a hit consists of, read along, as a search must.
 */
export async function rawSearch(
  pool: pg.Pool,
  scope: RawScope,
  { plan, vector, k, texts = false }: { plan: VectorPlan; vector: Float32Array; k: number; texts?: boolean },
): Promise<string[]> {
  const { tenantId, setId, documentIds } = scope;
  const text = texts ? withTexts(nearest(plan, scope)) : nearest(plan, scope);
  const values = [tenantId, setId, encodeVector(vector), k, ...(documentIds ? [documentIds] : [])];
  const { rows } = await pool.query<{ chunk_id: string }>({ text, values });
  return rows.map(row => row.chunk_id);
}

const question = '(select $3::vector::stored_vector)';

function nearest(plan: VectorPlan, { setId, documentIds, graph }: RawScope): string {
  const inScope = `v.tenant_id = $1::uuid and v.set_id = $2::bigint
    ${documentIds ? 'and v.document_id = any($5::uuid[])' : ''}`;
  const found = `select v.chunk_id, v.embedding <#> ${question} as distance`;
  switch (plan) {
    case 'exact':
      return `${found} from chunk_vectors v where ${inScope} order by distance limit $4::integer`;
    case 'signature':
      return `${found} from (select v.document_id, v.chunk_id from chunk_vectors v where ${inScope}
          order by v.signature <~> (select binary_quantize($3::vector)) limit 400) n
        cross join lateral (select v.chunk_id, v.embedding from chunk_vectors v where ${inScope}
          and v.document_id = n.document_id and v.chunk_id = n.chunk_id limit 1) v
        order by distance limit $4::integer`;
    case 'graph':
      return `${found} from vector_graph_${setId}_${graph} v where $1::uuid is not null and $2::bigint is not null
        order by v.embedding <#> ${question} limit $4::integer`;
  }
}

const withTexts = (
  found: string,
) => `select n.chunk_id, n.distance, c.text, c.headings, c.spans, c.metadata, c.page_start,
    c.page_end, d.title, d.file_name, d.paged
  from (${found}) n join chunks c on c.tenant_id = $1::uuid and c.id = n.chunk_id
  join documents d on d.tenant_id = $1::uuid and d.id = c.document_id order by n.distance`;
