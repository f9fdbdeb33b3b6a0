import type { EmbeddingModel } from '#ai/embed.ts';
import { EmbeddingBill } from '#ai/metering/embedding-bill.ts';
import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { failpoint } from '#kernel/failpoints.ts';
import type { JobContext, JobOutcome } from '#kernel/jobs/define-job.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import { QuotaExceeded } from '#usage/holds/quota-exceeded.ts';
import { textToEmbed } from '../index-chunks.ts';
import { insertVectors } from '../insert-vectors.ts';
import {
  activateSet,
  deleteUnsearchedSets,
  deleteUnsearchedVectors,
  holdDocuments,
  listStillUnembedded,
  listUnembedded,
} from './queries.ts';
import type { ChunkToEmbed, LibraryKey } from './queries.ts';

export interface SwitchDeps {
  db: Database;
  embeddingModel?: EmbeddingModel;
  /** Undefined: embedding costs nothing. */
  usage?: Usage;
}

type JobPart = Pick<JobContext, 'fence' | 'signal'>;

const MAX_BATCH = 100;
const DELETED_AT_ONCE = 2_000;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/**
 * Embeds a library with the configured model beside the vectors that it has, then searches by the new ones and deletes
 * the old. Every batch is kept: after a kill only what is missing is embedded.
 */
export async function switchModel(
  { db, embeddingModel, usage }: SwitchDeps,
  data: LibraryKey & { model: string },
  context: JobPart,
): Promise<JobOutcome> {
  if (embeddingModel?.id !== data.model) return { kind: 'cancel', reason: 'another model is configured' };
  const write = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    withTransaction(db, data, async tx => {
      const result = await work(tx);
      await context.fence(tx);
      return result;
    });
  try {
    await embedMissing(db, { data, model: embeddingModel, usage, context, write });
  } catch (error) {
    // The next visit tries again, and goes on where this one ended.
    if (error instanceof QuotaExceeded) return { kind: 'cancel', reason: 'the tenant’s credits are used up' };
    throw error;
  }
  // What was added meanwhile by a process that still has the old model is embedded by the next visit.
  if (!(await write(tx => activateSet(tx, data)))) return { kind: 'done' };
  await failpoint('vectors-switched');
  while ((await write(tx => deleteUnsearchedVectors(tx, data, DELETED_AT_ONCE))) > 0) {
    context.signal.throwIfAborted();
  }
  await write(tx => deleteUnsearchedSets(tx, data));
  return { kind: 'done' };
}

interface EmbedOptions {
  data: LibraryKey & { model: string };
  model: EmbeddingModel;
  context: JobPart;
  usage?: Usage;
  write: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
}

async function embedMissing(db: Database, options: EmbedOptions): Promise<void> {
  const { data, model, context } = options;
  const { signal } = context;
  const limit = Math.min(MAX_BATCH, model.maxBatch);
  let after = BEFORE_ALL;
  for (;;) {
    signal.throwIfAborted();
    const cursor = after;
    const chunks = await withTransaction(db, data, tx =>
      listUnembedded(tx, { ...data, after: cursor, limit }),
    );
    if (chunks.length === 0) return;
    await embedBatch(chunks, options);
    after = chunks.at(-1)!.id;
  }
}

/** Billed with what it adds: a batch that is lost costs nothing. @throws QuotaExceeded */
async function embedBatch(chunks: ChunkToEmbed[], options: EmbedOptions): Promise<void> {
  const { data, model, usage, context, write } = options;
  const { tenantId } = data;
  await using bill = usage && new EmbeddingBill(usage, model, { tenantId, kind: 'chunk-embedding' });
  const texts = chunks.map(textToEmbed);
  const call = { signal: context.signal, purpose: 'document' } as const;
  const vectors = await (bill?.model ?? model).embed(texts, call);
  await write(async tx => {
    await addVectors(tx, data, { chunks, vectors });
    await bill?.settle(tx);
  });
}

async function addVectors(
  tx: Tx,
  data: LibraryKey & { model: string },
  { chunks, vectors }: { chunks: ChunkToEmbed[]; vectors: Float32Array[] },
): Promise<void> {
  await holdDocuments(tx, data, [...new Set(chunks.map(chunk => chunk.document_id))]);
  const wanted = await listStillUnembedded(tx, data, chunks);
  const rows = chunks.map((chunk, index) => ({ chunk, vector: vectors[index]! }));
  const byDocument = Map.groupBy(
    rows.filter(({ chunk }) => wanted.has(chunk.id)),
    ({ chunk }) => chunk.document_id,
  );
  for (const [documentId, group] of byDocument) {
    const scope = { ...data, documentId, generation: group[0]!.chunk.generation };
    const added = group.map(({ chunk, vector }) => ({ chunkId: chunk.id, vector }));
    await insertVectors(tx, scope, data.model, added);
  }
}
