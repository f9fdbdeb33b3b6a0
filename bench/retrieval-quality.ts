import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { EmbeddingModel } from '#ai/embed.ts';
import { openHashNgramModel } from '#ai/providers/builtin/hash-ngram-model.ts';
import { openEmbeddingModel } from '#ai/providers/openai-compatible/open-embedding-model.ts';
import type { Database } from '#kernel/db/database.ts';
import { searchLibrary } from '#knowledge/search/search-library.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';
import { createLibrary, indexDocument, looseChunk } from '#tests/support/index-document.ts';
import { preparePglite } from '#tests/support/prepare-pglite.ts';
import { preparePostgres } from '#tests/support/prepare-postgres.ts';
import { loadCollection, loadOwn } from './retrieval-quality/collection.ts';
import type { Collection } from './retrieval-quality/collection.ts';
import { judgeRanking } from './retrieval-quality/judge-ranking.ts';
import { openStock } from './retrieval-quality/rank-stock.ts';

// How good what is found is: nDCG@10 and recall@10 by words, by vectors and by both, beside a stock BM25 of the same
// terms. On a public collection given by its folder, and on small ones of our own in Thai, Chinese and Japanese.

const { values } = parseArgs({
  options: {
    store: { type: 'string', default: 'postgres' },
    /** A folder as BEIR publishes them, or Cranfield's. Not given: ../shared/data/cranfield, if it is there. */
    data: { type: 'string' },
    /** Of an OpenAI-compatible endpoint; else the built-in n-grams, which know spelling only. */
    'embedding-url': { type: 'string' },
    'embedding-model': { type: 'string', default: 'embedding' },
  },
});
const usual = fileURLToPath(new URL('../../shared/data/cranfield', import.meta.url));
const folder = values.data ?? (existsSync(usual) ? usual : undefined);
const BATCH = 64;

await using _prepared = await (values.store === 'pglite' ? preparePglite() : preparePostgres());
await using test = await openTestStore({ store: values.store === 'pglite' ? 'pglite' : 'postgres' });
const embed = openModel();
const figures: string[] = [];
const own = await Promise.all(['thai', 'chinese', 'japanese'].map(loadOwn));
if (folder === undefined) console.log('No public collection: give one with --data FOLDER.');
console.log(`vectors of ${embed.id}`);
console.log('collection   passages questions            nDCG@10   recall@10');
for (const collection of [...(folder === undefined ? [] : [await loadCollection(folder)]), ...own])
  await judge(test.db, collection);
console.log(`retrieval-quality: nDCG@10 ${figures.join('; ')}`);

function openModel(): EmbeddingModel {
  const baseUrl = values['embedding-url'];
  if (baseUrl === undefined) return openHashNgramModel();
  const provider = {
    role: 'embedding model',
    model: values['embedding-model'],
    variables: 'QUARRY_EMBEDDING',
  } as const;
  return openEmbeddingModel({ provider, baseUrl, connections: 4, maxBatch: BATCH });
}

async function judge(db: Database, collection: Collection): Promise<void> {
  const library = await createLibrary(db);
  const passageOf = await fill(db, library, collection);
  const stock = openStock(collection.passages);
  const ranked = async (text: string, mode: 'keyword' | 'vector' | 'hybrid') => {
    const found = await searchLibrary(db, { ...library, query: unquoted(text), mode, embed, k: 10 });
    return found.hits.map(hit => passageOf.get(hit.chunkId)!);
  };
  const scores: Record<string, { ndcg: number; recall: number }> = {};
  for (const mode of ['stock BM25', 'keyword', 'vector', 'hybrid'] as const) {
    let [ndcg, recall] = [0, 0];
    for (const { text, relevant } of collection.questions) {
      const ids = mode === 'stock BM25' ? stock(unquoted(text), 10) : await ranked(text, mode);
      const judged = judgeRanking(ids, relevant);
      ndcg += judged.ndcg / collection.questions.length;
      recall += judged.recall / collection.questions.length;
    }
    scores[mode] = { ndcg, recall };
    console.log(
      `${collection.name.padEnd(12)} ${String(collection.passages.size).padStart(8)} ${String(collection.questions.length).padStart(9)}  ` +
        `${mode.padEnd(10)} ${ndcg.toFixed(4).padStart(9)} ${recall.toFixed(4).padStart(11)}`,
    );
  }
  const best = Math.max(scores['keyword']!.ndcg, scores['vector']!.ndcg);
  const [stockNdcg, keyword, hybrid] = ['stock BM25', 'keyword', 'hybrid'].map(each =>
    scores[each]!.ndcg.toFixed(4),
  );
  figures.push(`${collection.name} ${keyword} by words (stock ${stockNdcg}), ${hybrid} by both`);
  const says = (held: boolean) => (held ? 'yes' : 'NO');
  console.log(
    `  keyword ≥ stock − 0.005: ${says(scores['keyword']!.ndcg >= scores['stock BM25']!.ndcg - 0.005)}; ` +
      `hybrid ≥ the better of both: ${says(scores['hybrid']!.ndcg >= best)}`,
  );
}

/** Quotes ask for phrases, which is not what is judged here. */
function unquoted(text: string): string {
  return text.replaceAll(/["“”„«»]/g, ' ');
}

async function fill(
  db: Database,
  library: { tenantId: string; libraryId: string },
  { passages }: Collection,
) {
  const passageOf = new Map<string, string>();
  const entries = [...passages];
  for (let done = 0; done < entries.length; done += BATCH) {
    const batch = entries.slice(done, done + BATCH);
    const call = { signal: new AbortController().signal, purpose: 'document' } as const;
    const vectors = await embed.embed(
      batch.map(([, text]) => text),
      call,
    );
    const chunks = batch.map(([, text], at) => ({ ...looseChunk(text, at), vector: vectors[at]! }));
    chunks.forEach((chunk, at) => passageOf.set(chunk.id, batch[at]![0]));
    await indexDocument(db, library, { chunks, model: embed.id });
  }
  return passageOf;
}
