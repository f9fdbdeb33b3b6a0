import { sql } from 'kysely';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { searchLibrary } from '#knowledge/search/search-library.ts';
import type { LibraryKey } from '#tests/support/index-document.ts';
import { exactNearest } from '#tests/support/vectors/exact-nearest.ts';
import { byModel, textModel, vectorOfText } from './made-up-models.ts';

const K = 10;

export interface Tally {
  searches: number;
  found: number;
  truths: number;
}

interface Visible {
  id: string;
  text: string;
  embedded: boolean;
}

/** What readers see, and whether the vectors that are searched know it. */
async function listVisible(db: Database, { tenantId, libraryId }: LibraryKey): Promise<Map<string, Visible>> {
  // Fresh tables have no statistics: the planner would look up each row by itself.
  const settings = { enable_nestloop: 'off' };
  const { rows } = await withTransaction(db, { tenantId, settings }, tx =>
    sql<Visible>`select c.id, c.text, v.chunk_id is not null as embedded
      from documents d
      join chunks c on c.document_id = d.id and c.generation = d.generation
      join vector_sets s on s.library_id = d.library_id and s.state = 'active'
      left join chunk_vectors v on v.set_id = s.id and v.chunk_id = c.id
      where d.library_id = ${libraryId}::uuid`.execute(tx),
  );
  return new Map(rows.map(row => [`${row.id} ${row.text}`, row]));
}

/** One search, and what was visible before and after it. @returns what was wrong. */
export async function judgeByVector(
  db: Database,
  library: LibraryKey,
  { question, tally }: { question: Float32Array; tally: Tally },
): Promise<string[]> {
  const before = await listVisible(db, library);
  const hits = await askByVector(db, library, question);
  const after = await listVisible(db, library);
  tally.searches++;
  const breaches = judgeHits(hits, before, after);
  // Whatever came or went meanwhile: these must have been among the nearest.
  const either = [...new Map([...before, ...after]).entries()];
  const nearest = exactNearest(
    either.map(([key, row]) => ({ id: key, vector: vectorOfText(row.text) })),
    question,
    K,
  );
  const found = new Set(hits.map(keyOf));
  for (const key of nearest.filter(each => before.get(each)?.embedded && after.get(each)?.embedded)) {
    tally.truths++;
    if (found.has(key)) tally.found++;
  }
  return breaches;
}

/** A word that every passage has, and its vector besides. */
export async function judgeByWords(
  db: Database,
  library: LibraryKey,
  { mode, tally }: { mode: 'keyword' | 'hybrid'; tally: Tally },
): Promise<string[]> {
  const before = await listVisible(db, library);
  const options = { tenantId: library.tenantId, query: 'passage harbour', k: K };
  const embed = textModel('first');
  const { hits } = await searchLibrary(db, { ...options, ...(mode === 'hybrid' ? { embed } : { mode }) });
  const after = await listVisible(db, library);
  tally.searches++;
  return judgeHits(hits, before, after).map(breach => `${mode}: ${breach}`);
}

interface Hit {
  chunkId: string;
  text: string;
}

const keyOf = ({ chunkId, text }: Hit) => `${chunkId} ${text}`;

function judgeHits(hits: Hit[], before: Map<string, Visible>, after: Map<string, Visible>): string[] {
  const breaches: string[] = [];
  const alien = hits.filter(hit => !before.has(keyOf(hit)) && !after.has(keyOf(hit)));
  if (alien.length > 0)
    breaches.push(`${alien.length} passages that nobody may see, such as “${alien[0]!.text}”`);
  if (new Set(hits.map(hit => hit.chunkId)).size < hits.length) breaches.push('a passage twice');
  if (hits.length < K) breaches.push(`${hits.length} hits where ${before.size} passages are`);
  return breaches;
}

/** With the vector that the active model would make: which one that is changes under way. */
async function askByVector(db: Database, { tenantId }: LibraryKey, question: Float32Array): Promise<Hit[]> {
  for (const model of ['first', 'second', 'first', 'second'] as const) {
    try {
      const embedding = byModel(question, model);
      return (await searchLibrary(db, { tenantId, embedding, k: K })).hits;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'wrong-dimension')) throw error;
    }
  }
  throw new Error('the library has vectors of neither model');
}
