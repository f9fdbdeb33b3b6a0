import { sql } from 'kysely';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { LibraryKey } from '#tests/support/index-document.ts';
import { modelId } from './made-up-models.ts';

/** After the last process has settled: one set of vectors, of its model, and nothing of what was begun and left. */
export async function judgeLeftovers(db: Database, library: LibraryKey): Promise<string[]> {
  const { rows } = await withTransaction(db, library, tx =>
    sql<{ sets: number; model: string; vectors: number; missing: number; lost: number }>`select
      (select count(*) from vector_sets) as sets,
      (select model from vector_sets where state = 'active') as model,
      (select count(*) from chunk_vectors v where not exists (select from chunks c where c.id = v.chunk_id)) as vectors,
      (select count(*) from documents d join chunks c on c.document_id = d.id and c.generation = d.generation
        where not exists (select from chunk_vectors v where v.chunk_id = c.id)) as missing,
      (select count(*) from documents d where d.generation > 0 and d.chunk_count <>
        (select count(*) from chunks c where c.document_id = d.id and c.generation = d.generation)
        and d.title like 'added%') as lost`.execute(tx),
  );
  const { sets, model, vectors, missing, lost } = rows[0]!;
  return [
    ...(sets === 1 && model === modelId('second')
      ? []
      : [`${sets} sets of vectors are left, active: ${model}`]),
    ...(vectors > 0 ? [`${vectors} vectors of no passage`] : []),
    ...(missing > 0 ? [`${missing} passages without a vector after all was settled`] : []),
    ...(lost > 0 ? [`${lost} documents whose passages are not as many as they say`] : []),
  ];
}
