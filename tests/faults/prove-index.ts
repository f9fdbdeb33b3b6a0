import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { searchLibrary } from '#knowledge/search/search-library.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';
import { createLibrary } from '#tests/support/index-document.ts';
import type { LibraryKey } from '#tests/support/index-document.ts';
import type { Proof } from '#tests/support/proof.ts';
import { clusteredVectors } from '#tests/support/vectors/clustered-vectors.ts';
import { exactNearest } from '#tests/support/vectors/exact-nearest.ts';
import {
  addDocument,
  baseOf,
  DIMENSIONS,
  growWithKill,
  switchWithKill,
  vectorOf,
} from './index/live-index.ts';

const DOCUMENTS = 13;
const PER_DOCUMENT = 200;
const K = 10;

/** Searches run all the while; a graph is grown, documents come and go, the model is switched, and all is killed once. */
export const proof: Proof = {
  claim:
    'searches never see a foreign or hidden passage, never find fewer than there are, and keep a recall of .95 while the index changes',
  trials: 3,
  store: 'postgres',
  async run({ trials, seed, report }) {
    const tally = { searches: 0, found: 0, truths: 0, kills: 0 };
    const breaches: string[] = [];
    for (let trial = 0; trial < trials; trial++) {
      await using store = await openTestStore({ store: 'postgres' });
      await runTrial(store.db, { seed: seed + trial, tally, breaches });
      report(
        `${tally.searches} searches, recall ${(tally.found / tally.truths).toFixed(4)}, ${tally.kills} kills`,
      );
    }
    const recall = tally.found / tally.truths;
    if (!(recall >= 0.95)) breaches.push(`recall was ${recall.toFixed(4)}`);
    const figures = { searches: tally.searches, recall: recall.toFixed(4) };
    return { trials, faults: tally.kills, lost: 0, doubled: 0, breaches, figures };
  },
};

interface Trial {
  seed: number;
  tally: { searches: number; found: number; truths: number; kills: number };
  breaches: string[];
}

async function runTrial(db: Database, trial: Trial): Promise<void> {
  const { seed, tally } = trial;
  const vectors = clusteredVectors({ seed, dimensions: DIMENSIONS.first, clusters: 20 });
  const bases = () => Array.from({ length: PER_DOCUMENT }, () => vectors.next().value);
  const library = await createLibrary(db);
  const stranger = await createLibrary(db);
  await addDocument(db, stranger, { bases: bases(), model: 'first', generation: 1 });
  const documents: string[] = [];
  for (let count = 0; count < DOCUMENTS; count++)
    documents.push(await addDocument(db, library, { bases: bases(), model: 'first', generation: 1 }));
  await useGraph(db, library);
  const searching = startSearching(db, library, trial);
  tally.kills += await growWithKill(db, library);
  // Added behind the graph, deleted from under it, and hidden: of a generation that readers must not see.
  documents.push(await addDocument(db, library, { bases: bases(), model: 'first', generation: 2 }));
  await change(db, library, tx => tx.deleteFrom('documents').where('id', '=', documents[0]!));
  await change(db, library, tx =>
    tx.updateTable('documents').set({ generation: 9 }).where('id', '=', documents[1]!),
  );
  await growWithKill(db, library);
  tally.kills += await switchWithKill(db, library);
  await growWithKill(db, library);
  await searching.stop();
}

const useGraph = (db: Database, { tenantId, libraryId }: LibraryKey) =>
  change(db, { tenantId }, tx =>
    tx
      .updateTable('libraries')
      .set({ retrieval: JSON.stringify({ index: { kind: 'hnsw' } }) })
      .where('id', '=', libraryId),
  );

const change = (
  db: Database,
  { tenantId }: { tenantId: string },
  build: (tx: Parameters<Parameters<typeof withTransaction>[2]>[0]) => { execute(): Promise<unknown> },
) => withTransaction(db, { tenantId }, async tx => void (await build(tx).execute()));

/** One search after the other until it is told to stop; what is visible is read before and after each. */
function startSearching(db: Database, library: LibraryKey, trial: Trial): { stop(): Promise<void> } {
  let stopped = false;
  const questions = [1, 77].map(seed =>
    clusteredVectors({ seed: trial.seed * seed, stream: 1, dimensions: DIMENSIONS.first, clusters: 20 }),
  );
  const loop = (async () => {
    for (let turn = 0; !stopped; turn++) {
      await searchOnce(db, library, { ...trial, question: questions[turn % 2]!.next().value! });
      await nextTurn();
    }
  })();
  return {
    stop: async () => {
      stopped = true;
      await loop;
    },
  };
}

async function searchOnce(
  db: Database,
  library: LibraryKey,
  { tally, breaches, question }: Trial & { question: Float32Array },
): Promise<void> {
  const before = await listVisible(db, library);
  const hits = await ask(db, library, question);
  const after = await listVisible(db, library);
  tally.searches++;
  const either = new Set([...before, ...after].map(row => row.id));
  const alien = hits.filter(id => !either.has(id));
  if (alien.length > 0) breaches.push(`${alien.length} passages that nobody may see`);
  if (hits.length < K) breaches.push(`${hits.length} hits where ${before.length} passages are`);
  // Only where nothing changed in between there is one truth to compare with.
  if (before.length !== after.length || before.some((row, index) => row.id !== after[index]!.id)) return;
  const truth = new Set(exactNearest(before, question, K));
  tally.found += hits.filter(id => truth.has(id)).length;
  tally.truths += K;
}

/** With the vector that the active model would make: which one that is changes under way. */
async function ask(db: Database, { tenantId }: LibraryKey, question: Float32Array): Promise<string[]> {
  for (const model of ['first', 'second', 'first'] as const) {
    try {
      const found = await searchLibrary(db, { tenantId, embedding: vectorOf(question, model), k: K });
      return found.hits.map(hit => hit.chunkId);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'wrong-dimension')) throw error;
    }
  }
  throw new Error('the library has vectors of neither model');
}

async function listVisible(db: Database, { tenantId }: LibraryKey) {
  const rows = await withTransaction(db, { tenantId }, tx =>
    tx
      .selectFrom('chunks')
      .innerJoin('documents', join =>
        join
          .onRef('documents.id', '=', 'chunks.document_id')
          .onRef('documents.generation', '=', 'chunks.generation'),
      )
      .select(['chunks.id', 'chunks.text'])
      .orderBy('chunks.id')
      .execute(),
  );
  return rows.map(({ id, text }) => ({ id, vector: baseOf(text) }));
}
