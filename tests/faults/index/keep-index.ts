import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { growGraph } from '#knowledge/index/graphs/grow-graph.ts';
import { switchModel } from '#knowledge/index/sets/switch-model.ts';
import type { IndexOrder } from './index-order.ts';
import { modelId, textModel } from './made-up-models.ts';

const job = () => ({ signal: new AbortController().signal, fence: () => Promise.resolve() });

/** As a worker does when it is told by the duties: grows the graph, switches to the model that it has; again and again. */
export async function keepIndex(db: Database, { library, model }: IndexOrder): Promise<never> {
  const { tenantId } = library;
  for (;;) {
    const active = await withTransaction(db, library, tx =>
      tx
        .selectFrom('vector_sets')
        .select(['id', 'model'])
        .where('state', '=', 'active')
        .executeTakeFirstOrThrow(),
    );
    await growGraph(db, { tenantId, setId: active.id }, job());
    const data = { ...library, model: modelId(model) };
    await switchModel({ db, embeddingModel: textModel(model) }, data, job());
    if (active.model === data.model) process.send!('settled');
  }
}
