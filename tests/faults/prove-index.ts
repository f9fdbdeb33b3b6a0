import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createTestStore } from '#tests/support/create-test-store.ts';
import { openDatabase } from '#kernel/db/open-database.ts';
import { createLibrary, indexDocument, looseChunk } from '#tests/support/index-document.ts';
import type { LibraryKey } from '#tests/support/index-document.ts';
import type { Proof } from '#tests/support/proof.ts';
import { seededRandom } from '#tests/support/random.ts';
import { judgeByVector, judgeByWords } from './index/judge-search.ts';
import type { Tally } from './index/judge-search.ts';
import { byModel, modelId, questionOf, textOf, vectorOfText } from './index/made-up-models.ts';
import { judgeLeftovers } from './index/judge-leftovers.ts';
import { startIndexProcess } from './index/start-index-process.ts';
import type { IndexOrder } from './index/index-order.ts';

const DOCUMENTS = 12;
const PER_DOCUMENT = 200;
/** Pairs of processes that are killed in each trial, before the ones that may finish. */
const ROUNDS = 4;
const MAX_LIFE_MS = 900;

/**
 * Searches run all the while. Processes of their own add, change and delete documents and passages, grow the graph and
 * switch the model, to and fro; each is killed, at any moment or in the middle of what it does, and another takes over.
 */
export const proof: Proof = {
  claim:
    'while documents change, graphs grow, the model is switched and the processes that do so are killed, searches never ' +
    'see a foreign, hidden or mixed passage, never find fewer than there are, and keep a recall of .95',
  trials: 10,
  store: 'postgres',
  async run({ trials, seed, report }) {
    const tally: Tally = { searches: 0, found: 0, truths: 0 };
    const breaches: string[] = [];
    let kills = 0;
    for (let trial = 0; trial < trials; trial++) {
      kills += await runTrial({ seed: seed + trial, tally, breaches });
      const recall = (tally.found / tally.truths).toFixed(4);
      report(`trial ${trial + 1}: ${tally.searches} searches, recall ${recall}, ${kills} kills`);
    }
    const recall = tally.found / tally.truths;
    if (!(recall >= 0.95)) breaches.push(`recall was ${recall.toFixed(4)}`);
    const figures = { searches: tally.searches, recall: recall.toFixed(4) };
    return { trials, faults: kills, lost: 0, doubled: 0, breaches, figures };
  },
};

interface Trial {
  seed: number;
  tally: Tally;
  breaches: string[];
}

/** @returns how many processes were killed. */
async function runTrial(trial: Trial): Promise<number> {
  await using store = await createTestStore({ store: 'postgres' });
  await using db = await openDatabase(store.config);
  const blobFolder = await mkdtemp(path.join(tmpdir(), 'quarry-index-'));
  const library = await fill(db);
  const searching = startSearching(db, library, trial);
  const order = { database: store.config, library, blobFolder, seed: trial.seed };
  const kills = await killAndFinish(order, trial);
  trial.breaches.push(...(await searching.stop()));
  trial.breaches.push(...(await judgeLeftovers(db, library)));
  await rm(blobFolder, { recursive: true });
  return kills;
}

/** Passages that nobody touches, a document of which a newer generation is being written, and somebody else's. */
async function fill(db: Database): Promise<LibraryKey> {
  const library = await createLibrary(db);
  const stranger = await createLibrary(db);
  let number = 0;
  const chunksOf = (generation: number) =>
    Array.from({ length: PER_DOCUMENT }, (_, ordinal) => {
      const text = textOf(number++, generation);
      return { ...looseChunk(text, ordinal), vector: byModel(vectorOfText(text), 'first') };
    });
  const model = modelId('first');
  await indexDocument(db, stranger, { chunks: chunksOf(1), model });
  for (let count = 0; count < DOCUMENTS; count++)
    await indexDocument(db, library, { chunks: chunksOf(1), model });
  const { id } = await indexDocument(db, library, { chunks: chunksOf(2), model, generation: 2 });
  await withTransaction(db, library, async tx => {
    await tx.updateTable('documents').set({ generation: 1 }).where('id', '=', id).execute();
    const retrieval = JSON.stringify({ index: { kind: 'hnsw' } });
    await tx.updateTable('libraries').set({ retrieval }).where('id', '=', library.libraryId).execute();
  });
  return library;
}

const places = ['graph-filled', 'vectors-switched'] as const;

async function killAndFinish(base: Omit<IndexOrder, 'role' | 'model'>, trial: Trial): Promise<number> {
  const random = seededRandom(trial.seed);
  let kills = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const model = round % 2 === 0 ? 'second' : 'first';
    const place = random() < 0.4 ? places[Math.floor(random() * places.length)] : undefined;
    const plan = place && [{ name: place, action: 'kill' as const, pass: 1 }];
    const started = await Promise.all([
      startIndexProcess({ ...base, role: 'keeper', model, faults: plan }),
      startIndexProcess({ ...base, role: 'writer', model, seed: base.seed + round }),
    ]);
    await Promise.race([delay(random() * MAX_LIFE_MS), started[0].gone]);
    for (const deathOf of await Promise.all(started.map(process => process.kill())))
      if (deathOf === 'SIGKILL') kills++;
      else trial.breaches.push(`a process ended by itself: ${deathOf}`);
  }
  const last = await startIndexProcess({ ...base, role: 'keeper', model: 'second' });
  await last.settled;
  const death = await last.kill();
  if (death !== 'SIGKILL') trial.breaches.push(`the last process ended by itself: ${death}`);
  return kills + 1;
}

/** One search after the other until it is told to stop. */
function startSearching(db: Database, library: LibraryKey, trial: Trial): { stop(): Promise<string[]> } {
  const breaches: string[] = [];
  let stopped = false;
  const { tally, seed } = trial;
  const loop = (async () => {
    for (let turn = 0; !stopped; turn++) {
      const question = questionOf(seed + turn, turn % 2 === 0 ? 'on' : 'off');
      if (turn % 4 < 2) breaches.push(...(await judgeByVector(db, library, { question, tally })));
      else
        breaches.push(
          ...(await judgeByWords(db, library, { mode: turn % 4 === 2 ? 'keyword' : 'hybrid', tally })),
        );
      await nextTurn();
    }
  })();
  // Waited for at the end: until then nobody listens.
  loop.catch(() => undefined);
  return {
    stop: async () => {
      stopped = true;
      await loop;
      return breaches;
    },
  };
}
