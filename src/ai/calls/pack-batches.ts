import { estimateTokens } from '../estimate-tokens.ts';

export interface PackOptions<Item> {
  textOf: (item: Item) => string;
  maxTexts: number;
  /** Estimated. */
  maxTokens?: number;
}

/**
 * Items in order, in batches as full as the limits allow. A text that is over the token limit alone gets a batch of its
 * own: the estimate may be wrong, and the provider says so if it is not.
 */
export async function* packBatches<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  { textOf, maxTexts, maxTokens = Infinity }: PackOptions<Item>,
): AsyncGenerator<Item[]> {
  let batch: Item[] = [];
  let tokens = 0;
  for await (const item of items) {
    const itemTokens = estimateTokens(textOf(item));
    const isFull = batch.length >= maxTexts || tokens + itemTokens > maxTokens;
    if (isFull && batch.length > 0) {
      yield batch;
      batch = [];
      tokens = 0;
    }
    batch.push(item);
    tokens += itemTokens;
  }
  if (batch.length > 0) yield batch;
}
