import type { EmbeddingModel } from '#ai/embed.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { growGraph } from '#knowledge/index/graphs/grow-graph.ts';
import { switchModel } from '#knowledge/index/sets/switch-model.ts';
import { indexDocument, looseChunk } from '#tests/support/index-document.ts';
import type { LibraryKey } from '#tests/support/index-document.ts';

export const DIMENSIONS = { first: 128, second: 144 };

/** A vector for a text, and another one of another dimension by the second model: the text's own numbers, padded. */
export const vectorOf = (base: Float32Array, model: keyof typeof DIMENSIONS): Float32Array =>
  Float32Array.from({ length: DIMENSIONS[model] }, (_, index) => base[index] ?? 0);

/** Adds a document whose passages carry the generation in their text. */
export async function addDocument(
  db: Database,
  library: LibraryKey,
  { bases, model, generation }: { bases: Float32Array[]; model: keyof typeof DIMENSIONS; generation: number },
): Promise<string> {
  const chunks = bases.map((base, ordinal) => ({
    ...looseChunk(`generation ${generation} [${base.join(',')}]`, ordinal),
    vector: vectorOf(base, model),
  }));
  return (await indexDocument(db, library, { chunks, model: `made-up-${model}`, generation })).id;
}

/** Reads the vector back out of the text, as a model would make it; breaks at the given call. */
export function textModel(breaksAt: number): EmbeddingModel {
  let calls = 0;
  return {
    id: 'made-up-second',
    maxBatch: 100,
    embed: texts => {
      if (++calls === breaksAt) return Promise.reject(new Error('killed'));
      return Promise.resolve(texts.map(text => vectorOf(baseOf(text), 'second')));
    },
  };
}

export const baseOf = (text: string): Float32Array =>
  Float32Array.from(text.slice(text.indexOf('[') + 1, text.lastIndexOf(']')).split(','), Number);

/** Ends by an exception at its second write, as a killed worker's transaction does. */
const dyingJob = () => {
  let writes = 0;
  return {
    signal: new AbortController().signal,
    fence: () => (++writes === 2 ? Promise.reject(new Error('killed')) : Promise.resolve()),
  };
};
const livingJob = () => ({ signal: new AbortController().signal, fence: () => Promise.resolve() });

/** Grows the graph, the first time only to be killed on the way. @returns how often it was. */
export async function growWithKill(db: Database, library: LibraryKey): Promise<number> {
  const { id: setId } = await withTransaction(db, library, tx =>
    tx.selectFrom('vector_sets').select('id').where('state', '=', 'active').executeTakeFirstOrThrow(),
  );
  const key = { tenantId: library.tenantId, setId };
  const kills = await countKills(() => growGraph(db, key, dyingJob()));
  await growGraph(db, key, livingJob());
  return kills;
}

export async function switchWithKill(db: Database, library: LibraryKey): Promise<number> {
  const data = { ...library, model: 'made-up-second' };
  const kills = await countKills(() => switchModel({ db, embeddingModel: textModel(5) }, data, livingJob()));
  await switchModel({ db, embeddingModel: textModel(Infinity) }, data, livingJob());
  return kills;
}

async function countKills(work: () => Promise<unknown>): Promise<number> {
  try {
    await work();
    return 0;
  } catch (error) {
    if (error instanceof Error && error.message === 'killed') return 1;
    throw error;
  }
}
