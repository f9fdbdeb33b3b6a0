import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { Work } from '#usage/holds/hold.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import type { EmbeddingModel } from '../embed.ts';
import type { Reranker } from '../rerank.ts';
import { EmbeddingBill } from './embedding-bill.ts';
import { RerankBill } from './rerank-bill.ts';

export interface WithEmbeddingBillOptions {
  db: Database;
  /** Undefined: embedding costs nothing. */
  usage?: Usage;
  embed?: EmbeddingModel;
  /** Billed like the embedding of the query, under its own name. */
  reranker?: Reranker;
  work: Omit<Work, 'model'>;
  /** Done in the transaction of the bill, if there is one. */
  onBill?: (tx: Tx) => Promise<void>;
}

/**
 * Hands `use` the models with a meter on them and bills for what they read once that succeeds; what fails costs nothing.
 * @throws QuotaExceeded, also where `use` would go on without vectors or without reading again.
 */
export async function withEmbeddingBill<Result>(
  options: WithEmbeddingBillOptions,
  use: (embed: EmbeddingModel | undefined, reranker: Reranker | undefined) => Promise<Result>,
): Promise<Result> {
  const { db, usage, embed, reranker, work, onBill } = options;
  if (usage === undefined) return use(embed, reranker);
  await using embedding = embed && new EmbeddingBill(usage, embed, work);
  await using reading = reranker && new RerankBill(usage, reranker, work);
  const result = await use(embedding?.model, reading?.reranker);
  const bills = [embedding, reading].filter(bill => bill !== undefined);
  for (const bill of bills) bill.throwIfRefused();
  if (bills.every(bill => bill.isEmpty)) return result;
  await withTransaction(db, work, async tx => {
    await onBill?.(tx);
    for (const bill of bills) await bill.settle(tx);
  });
  return result;
}
