import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { openDocumentApi, upload, waitForDocument } from '#tests/support/open-document-api.ts';
import type { DocumentApi } from '#tests/support/open-document-api.ts';
import type { TestUser } from '#tests/support/open-test-api.ts';
import { pacedEmbedding, pacedExtraction } from '#tests/support/paced-ingestion.ts';
import type { ProofOptions, ProofOutcome } from '#tests/support/proof.ts';
import { seededRandom } from '#tests/support/random.ts';

const AT_ONCE = 6;
/** Every so many documents are left alone, to see that deleting harms nobody else. */
const KEPT_EVERY = 10;

interface Stage {
  api: DocumentApi;
  user: TestUser;
  libraryId: string;
  random: () => number;
}

interface Tally {
  trials: number;
  deletedIn: Record<string, number>;
  kept: string[];
  breaches: string[];
}

/** Deletes documents at random moments of their ingestion, then looks for anything that is left of them. */
export async function deleteWhileIngesting(
  options: ProofOptions,
): Promise<ProofOutcome & { breaches: string[] }> {
  const random = seededRandom(options.seed);
  const extraction = { extract: pacedExtraction(random), embeddingModel: pacedEmbedding(random) };
  await using api = await openDocumentApi(extraction);
  const user = await api.signUp('ada');
  const libraryId = (await user.call('POST', '/libraries', { name: 'Shelf' })).json().id;
  const tally: Tally = { trials: 0, deletedIn: {}, kept: [], breaches: [] };
  {
    await using _worker = await api.work({ concurrency: 4 });
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        while (tally.trials < options.trials) {
          const trial = tally.trials++;
          await interleave({ api, user, libraryId, random }, trial, tally);
          if (trial % 100 === 99) options.report(`${trial + 1} interleavings`);
        }
      }),
    );
    await quiet(api);
  }
  tally.breaches.push(...(await findLeftovers(api, user, tally.kept)));
  const { pending = 0, extracting = 0, embedding = 0, ready = 0 } = tally.deletedIn;
  return {
    trials: tally.trials,
    faults: pending + extracting + embedding,
    lost: 0,
    doubled: 0,
    breaches: tally.breaches,
    figures: { deletedPending: pending, deletedRunning: extracting + embedding, deletedReady: ready },
  };
}

async function interleave({ user, libraryId, random }: Stage, trial: number, tally: Tally): Promise<void> {
  const file = { name: `${trial}.txt`, bytes: `document ${trial}` };
  const { id } = (await upload(user, libraryId, file)).json();
  if (trial % KEPT_EVERY === 0) {
    tally.kept.push(id);
    const document = await waitForDocument(user, id);
    if (document.status !== 'ready') tally.breaches.push(`a document left alone became ${document.status}`);
    return;
  }
  if (random() < 0.8) await waitForDocument(user, id, document => document.status !== 'pending');
  await delay(random() ** 2 * 150);
  const status = (await user.call('GET', `/documents/${id}`)).json().status as string;
  tally.deletedIn[status] = (tally.deletedIn[status] ?? 0) + 1;
  // Some press cancel first, or twice, before they delete.
  if (random() < 0.3) void user.call('POST', `/documents/${id}/cancel`);
  const reply = await user.call('DELETE', `/documents/${id}`);
  if (reply.statusCode !== 204) tally.breaches.push(`a deletion was answered ${reply.statusCode}`);
  const removal = await user.call('DELETE', `/trash/documents/${id}`);
  if (removal.statusCode !== 204) tally.breaches.push(`a removal was answered ${removal.statusCode}`);
}

async function quiet(api: DocumentApi): Promise<void> {
  for (;;) {
    const { queued, running } = await api.jobs.count();
    if (queued + running === 0) return;
    await delay(50);
  }
}

const TABLES = ['documents', 'document_pages', 'chunks', 'chunk_segments', 'chunk_postings', 'chunk_vectors'];

async function findLeftovers(api: DocumentApi, user: TestUser, kept: string[]): Promise<string[]> {
  const breaches: string[] = [];
  const isKept = (id: string): boolean => kept.includes(id);
  const keptRows = await withTransaction(api.db, user, async tx => {
    const rows = await sql<{ id: string; chunk_count: number; found: number; vectors: number }>`
      select d.id, d.chunk_count,
        (select count(*) from chunks c where c.document_id = d.id) as found,
        (select count(*) from chunk_vectors v where v.document_id = d.id) as vectors
      from documents d`.execute(tx);
    return rows.rows;
  });
  for (const row of keptRows) {
    if (!isKept(row.id)) breaches.push('a deleted document is still there');
    if (row.chunk_count === 0 || row.found !== row.chunk_count || row.vectors !== row.chunk_count)
      breaches.push(
        `a kept document has ${row.found} chunks and ${row.vectors} vectors of ${row.chunk_count}`,
      );
  }
  if (keptRows.length !== kept.length)
    breaches.push(`${kept.length - keptRows.length} kept documents are gone`);
  for (const table of TABLES.slice(1)) {
    const orphans = await countOrphans(api, user, table);
    if (orphans > 0) breaches.push(`${orphans} rows of ${table} have no document`);
  }
  for await (const blob of api.blobs.list(''))
    if (!isKept(blob.key.split('/')[1]!)) breaches.push(`the file ${blob.key} has no document`);
  return [...breaches, ...(await findDeadJobs(api))];
}

function countOrphans(api: DocumentApi, user: TestUser, table: string): Promise<number> {
  const owner = table === 'chunk_postings' ? 'segment_id' : 'document_id';
  const parents = table === 'chunk_postings' ? 'chunk_segments' : 'documents';
  return withTransaction(api.db, user, async tx => {
    const { rows } = await sql<{ orphans: number }>`
      select count(*) as orphans from ${sql.table(table)} child
      where not exists (select from ${sql.table(parents)} p where p.id = child.${sql.ref(owner)})`.execute(
      tx,
    );
    return rows[0]!.orphans;
  });
}

async function findDeadJobs(api: DocumentApi): Promise<string[]> {
  const { rows } = await api.db.pool.query<{ name: string; state: string; count: number; output: unknown }>(
    `select name, state::text, count(*), (array_agg(output))[1] as output from pgboss.job
     where state not in ('completed', 'cancelled') group by 1, 2`,
  );
  return rows.map(row => `${row.count} jobs ${row.name} are ${row.state}: ${JSON.stringify(row.output)}`);
}
