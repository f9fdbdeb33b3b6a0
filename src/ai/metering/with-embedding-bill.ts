import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { Work } from '#usage/holds/hold.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import type { EmbeddingModel } from '../embed.ts';
import { EmbeddingBill } from './embedding-bill.ts';

export interface WithEmbeddingBillOptions {
  db: Database;
  /** Undefined: embedding costs nothing. */
  usage?: Usage;
  embed?: EmbeddingModel;
  work: Omit<Work, 'model'>;
  /** Done in the transaction of the bill, if there is one. */
  onBill?: (tx: Tx) => Promise<void>;
}

/**
 * Hands `use` the model with a meter on it and bills for what was embedded once that succeeds; what fails costs nothing.
 * @throws QuotaExceeded, also where `use` would go on without vectors.
 */
export async function withEmbeddingBill<Result>(
  options: WithEmbeddingBillOptions,
  use: (embed: EmbeddingModel | undefined) => Promise<Result>,
): Promise<Result> {
  const { db, usage, embed, work, onBill } = options;
  if (usage === undefined || embed === undefined) return use(embed);
  await using bill = new EmbeddingBill(usage, embed, work);
  const result = await use(bill.model);
  bill.throwIfRefused();
  if (bill.isEmpty) return result;
  await withTransaction(db, work, async tx => {
    await onBill?.(tx);
    await bill.settle(tx);
  });
  return result;
}
