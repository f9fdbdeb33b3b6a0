import { AppError } from '#kernel/errors/app-error.ts';
import type { EmbeddingModel } from '../embed.ts';
import { CallTimer } from './call-timer.ts';
import type { CallTimings } from './call-timer.ts';
import { mapInOrder } from './map-in-order.ts';

export interface EmbedInBatchesOptions<Item> {
  textOf: (item: Item) => string;
  signal: AbortSignal;
  purpose: 'document' | 'query';
  /** Calls under way at once; more than the provider's permits would only queue there. */
  parallel: number;
}

export interface EmbeddedBatch<Item> {
  items: Item[];
  /** One for each item, in their order. */
  vectors: Float32Array[];
  timings: CallTimings;
}

/** The batches of one document are not comparable: the provider changed its model in between. */
export class DimensionChanged extends AppError {
  constructor(model: string, dimensions: [before: number, now: number]) {
    super(
      `The embedding model “${model}” sent ${dimensions[1]} numbers a text after ${dimensions[0]} before.`,
      {
        code: 'embedding-dimension-changed',
        status: 502,
        nextStep: 'Check that QUARRY_EMBEDDING_BASE_URL serves this one model, then retry the document.',
      },
    );
  }
}

/**
 * Embeds batch after batch and hands them over in order, so that reading, embedding and storing overlap: at most twice
 * `parallel` batches are in memory. Batches are made by `packBatches`. After a failed batch those before it still come,
 * then the failure is thrown. No call begins once `signal` has aborted, and none is left running when this ends.
 * @throws ProviderError, DimensionChanged, what the source throws, or the signal's reason.
 */
export async function* embedInBatches<Item>(
  model: EmbeddingModel,
  batches: Iterable<Item[]> | AsyncIterable<Item[]>,
  { textOf, signal, purpose, parallel }: EmbedInBatchesOptions<Item>,
): AsyncGenerator<EmbeddedBatch<Item>> {
  const options = { parallel, ahead: parallel * 2, signal };
  let dimensions: number | undefined;
  const embedded = mapInOrder(queue(batches), options, async ({ items, timer, wait }, callSignal) => {
    wait[Symbol.dispose]();
    const vectors = await model.embed(items.map(textOf), { signal: callSignal, purpose, timer });
    return { items, vectors, timings: timer.timings };
  });
  for await (const batch of embedded) {
    const given = batch.vectors[0]?.length ?? 0;
    dimensions ??= given;
    if (given !== dimensions) throw new DimensionChanged(model.id, [dimensions, given]);
    yield batch;
  }
}

/** Each batch with a stopwatch that runs from now on. */
async function* queue<Item>(batches: Iterable<Item[]> | AsyncIterable<Item[]>) {
  for await (const items of batches) {
    const timer = new CallTimer();
    yield { items, timer, wait: timer.measure('queueWaitMs') };
  }
}
