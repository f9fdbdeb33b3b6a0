import { parseArgs } from 'node:util';
import type { Database } from '#kernel/db/database.ts';
import { searchLibrary } from '#knowledge/search/search-library.ts';
import { tokenize } from '#knowledge/index/tokenize.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';
import { createLibrary, indexDocument, looseChunk } from '#tests/support/index-document.ts';
import type { LibraryKey } from '#tests/support/index-document.ts';
import { preparePglite } from '#tests/support/prepare-pglite.ts';
import { preparePostgres } from '#tests/support/prepare-postgres.ts';
import { zipfTexts } from './keyword/zipf-texts.ts';

// Keyword search against the library's size: latency through our code, bytes stored, rows written a second.

const { values } = parseArgs({
  options: {
    store: { type: 'string', default: 'postgres' },
    chunks: { type: 'string', default: '1400,30000' },
    'chunks-per-document': { type: 'string', default: '90' },
    queries: { type: 'string', default: '60' },
  },
});
const store = values.store === 'pglite' ? 'pglite' : 'postgres';

await using _prepared = await (store === 'pglite' ? preparePglite() : preparePostgres());
await using test = await openTestStore({ store });
for (const size of values.chunks.split(',').map(Number)) {
  const library = await createLibrary(test.db);
  const filledMs = await fill(test.db, library, size);
  if (store === 'postgres') await test.db.pool.query('analyze');
  const latency = await measure(test.db, library, Number(values.queries));
  const bytes = await sizeOf(test.db);
  console.log(
    `${store}  ${size} chunks  write ${Math.round(size / (filledMs / 1000))} chunks/s  ` +
      `search p50 ${latency.p50.toFixed(1)} ms  p95 ${latency.p95.toFixed(1)} ms  ${bytes}`,
  );
}

async function fill(db: Database, library: LibraryKey, size: number): Promise<number> {
  const perDocument = Number(values['chunks-per-document']);
  const texts = zipfTexts({ seed: size, words: 100 });
  const started = performance.now();
  for (let done = 0; done < size; done += perDocument) {
    const count = Math.min(perDocument, size - done);
    const chunks = Array.from({ length: count }, (_, ordinal) => looseChunk(texts.next().value!, ordinal));
    await indexDocument(db, library, { chunks });
  }
  return performance.now() - started;
}

async function measure(db: Database, library: LibraryKey, count: number) {
  const texts = zipfTexts({ seed: 7, words: 6 });
  const queries = Array.from({ length: count + 5 }, () => texts.next().value!);
  const times: number[] = [];
  for (const query of queries) {
    const started = performance.now();
    await searchLibrary(db, { tenantId: library.tenantId, libraryIds: [library.libraryId], query, k: 10 });
    times.push(performance.now() - started);
  }
  const sorted = times.slice(5).toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)]!;
  const terms = queries.reduce((sum, query) => sum + new Set(tokenize(query)).size, 0) / queries.length;
  return { p50: at(0.5), p95: at(0.95), terms };
}

async function sizeOf(db: Database): Promise<string> {
  const { rows } = await db.pool.query<{ postings: number; index: number }>(
    `select pg_relation_size('chunk_postings') as postings,
      pg_indexes_size('chunk_postings') as index`,
  );
  const [{ postings, index }] = rows as [{ postings: number; index: number }];
  return `postings ${Math.round(postings / 1e6)} MB + indexes ${Math.round(index / 1e6)} MB`;
}
