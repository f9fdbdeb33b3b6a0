import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import type { EmbeddingModel } from '#ai/embed.ts';
import { ProviderOverloaded } from '#ai/provider-errors.ts';
import { sql } from 'kysely';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { ExtractionError } from '#knowledge/extract/extraction-error.ts';
import type { IngestDeps } from '#knowledge/ingest/ingest-document.ts';
import { reviveStrandedDocuments } from '#knowledge/ingest/revive-stranded-documents.ts';
import { openDocumentApi, upload, waitForDocument } from '#tests/support/open-document-api.ts';
import { pacedEmbedding, pacedExtraction } from '#tests/support/paced-ingestion.ts';
import { seededRandom } from '#tests/support/random.ts';

const PAGES = 70;

type Extract = NonNullable<IngestDeps['extract']>;
const pages = pacedExtraction(seededRandom(1));

async function open(options: Parameters<typeof openDocumentApi>[0]) {
  const api = await openDocumentApi(options);
  onTestFinished(() => api[Symbol.asyncDispose]());
  const user = await api.signUp('ada');
  const libraryId = (await user.call('POST', '/libraries', { name: 'Shelf' })).json().id;
  const add = async (name: string) =>
    (await upload(user, libraryId, { name, bytes: name })).json().id as string;
  const readChunks = (id: string) =>
    withTransaction(api.db, user, async tx => {
      const { rows } = await sql<{ ordinal: number; text: string; spans: unknown }>`
        select ordinal, text, spans from chunks where document_id = ${id} order by ordinal`.execute(tx);
      return rows;
    });
  return { api, user, add, readChunks };
}

test('a reader that crashes goes on behind the last window, and the result is the same', async () => {
  const asked: number[] = [];
  const extract: Extract = async function* crashOnce(options) {
    const { fromPage = 1 } = options;
    if (!options.fileName.startsWith('calm')) asked.push(fromPage);
    for await (const event of pages(options)) {
      if (asked.length === 1 && event.type === 'page' && event.page.number === 40) throw new Error('crash');
      yield event;
    }
  };
  const { api, user, add, readChunks } = await open({ extract });
  await using _worker = await api.work();
  const crashed = await waitForDocument(user, await add('crashed.txt'));
  expect(crashed).toMatchObject({ status: 'ready', page_count: PAGES });
  expect(asked).toEqual([1, 33]);
  const calm = await waitForDocument(user, await add('calm.txt'));
  expect(await readChunks(crashed.id)).toEqual(await readChunks(calm.id));
  expect(crashed['chunk_count']).toBe((await readChunks(crashed.id)).length);
});

test('a document that crashes its reader every time fails with a plain sentence, and can be retried', async () => {
  const faults = { left: 4 };
  const extract: Extract = async function* crash(options) {
    if (faults.left-- > 0) throw new Error('secret detail');
    yield* pages(options);
  };
  const { api, user, add } = await open({ extract });
  await using _worker = await api.work();
  const id = await add('poison.txt');
  const failed = await waitForDocument(user, id);
  expect(failed).toMatchObject({ status: 'failed', failure: { code: 'ingestion-failed' } });
  expect(JSON.stringify(failed)).not.toContain('secret');
  expect((await user.call('POST', `/documents/${id}/retry`)).statusCode).toBe(202);
  expect(await waitForDocument(user, id)).toMatchObject({ status: 'ready', failure: null });
}, 120_000);

test('a stopped worker’s document is finished by the next one', async () => {
  const reached = Promise.withResolvers<void>();
  const asked: number[] = [];
  const extract: Extract = async function* slow(options) {
    asked.push(options.fromPage ?? 1);
    for await (const event of pages(options)) {
      yield event;
      if (asked.length > 1 || event.type !== 'page' || event.page.number !== 50) continue;
      reached.resolve();
      await new Promise((_, reject) => {
        options.signal!.addEventListener('abort', () => reject(options.signal!.reason), { once: true });
      });
    }
  };
  const { api, user, add } = await open({ extract });
  const id = await (async () => {
    await using _first = await api.work();
    const added = await add('handed over.txt');
    await reached.promise;
    // Read as far as page 50; the first window's commit may still be on its way.
    await waitForDocument(user, added, ({ progress }) => (progress as { done: number }).done === 32);
    return added;
  })();
  expect((await user.call('GET', `/documents/${id}`)).json()).toMatchObject({
    status: 'extracting',
    progress: { stage: 'extracting', done: 32, total: PAGES },
  });
  await using _second = await api.work();
  expect(await waitForDocument(user, id)).toMatchObject({ status: 'ready', page_count: PAGES });
  expect(asked).toEqual([1, 33]);
});

test('a provider that asks for a pause gets it, and then every chunk its vector', async () => {
  const faults = { left: 2 };
  const calm = pacedEmbedding(seededRandom(2));
  const provider = { role: 'embedding model', model: 'paced', variables: 'QUARRY_EMBEDDING' } as const;
  const { api, user, add } = await open({
    extract: pages,
    embeddingModel: {
      ...calm,
      embed: async (texts, options) => {
        if (faults.left-- > 0) throw new ProviderOverloaded(provider, 10);
        return calm.embed(texts, options);
      },
    },
  });
  await using _worker = await api.work();
  const ready = await waitForDocument(user, await add('busy.txt'));
  expect(ready.status).toBe('ready');
  const { rows } = await withTransaction(api.db, user, tx =>
    sql<{ vectors: number }>`select count(*) as vectors from chunk_vectors`.execute(tx),
  );
  expect(rows[0]!.vectors).toBe(ready['chunk_count']);
});

test('a provider that changes its model within a document fails it with the cause', async () => {
  let calls = 0;
  const embeddingModel: EmbeddingModel = {
    id: 'changing',
    maxBatch: 100,
    embed: async texts => {
      const vector = calls++ === 0 ? [1, 2, 3] : [1, 2, 3, 4];
      return texts.map(() => Float32Array.from(vector));
    },
  };
  const { api, user, add } = await open({ embeddingModel, extract: pages });
  await using _worker = await api.work();
  const document = await waitForDocument(user, await add('a.txt'));
  expect(document).toMatchObject({ status: 'failed', failure: { code: 'wrong-dimension' } });
});

test('a reader that runs out of time goes on behind its last window, and one that gets nowhere fails', async () => {
  const asked: number[] = [];
  const extract: Extract = async function* slow(options) {
    const { fromPage = 1, fileName } = options;
    asked.push(fromPage);
    for await (const event of pages(options)) {
      const isLate = event.type === 'page' && event.page.number >= fromPage + 40;
      if (isLate || fileName.startsWith('stuck')) throw new ExtractionError('extraction-timeout');
      yield event;
    }
  };
  const { api, user, add } = await open({ extract });
  await using _worker = await api.work();
  const slow = await waitForDocument(user, await add('slow.txt'));
  expect(slow).toMatchObject({ status: 'ready', page_count: PAGES });
  expect(asked).toEqual([1, 33]);
  const stuck = await waitForDocument(user, await add('stuck.txt'));
  expect(stuck).toMatchObject({ status: 'failed', failure: { code: 'extraction-timeout' } });
  expect(asked).toHaveLength(3);
});

test('a document whose job vanished gets a new one', async () => {
  const { api, user, add } = await open({ extract: pages });
  const id = await add('stranded.txt');
  await api.db.pool.query('delete from pgboss.job');
  await withTransaction(api.db, user, tx =>
    sql`update documents set updated_at = now() - interval '1 hour'`.execute(tx),
  );
  const duty = reviveStrandedDocuments({ db: api.db, jobs: api.jobs });
  const logger = pino({ level: 'silent' });
  for (let turn = 0; turn < 2; turn++) await duty.run({ signal: new AbortController().signal, logger });
  expect(await api.jobs.count()).toEqual({ queued: 1, running: 0 });
  await using _worker = await api.work();
  expect(await waitForDocument(user, id)).toMatchObject({ status: 'ready' });
});

test('a document that is cancelled while it is read stays cancelled, and can be taken up again', async () => {
  const reached = Promise.withResolvers<void>();
  const faults = { left: 1 };
  const extract: Extract = async function* wait(options) {
    for await (const event of pages(options)) {
      yield event;
      if (event.type !== 'page' || event.page.number !== 40 || faults.left-- < 1) continue;
      reached.resolve();
      await new Promise((_, reject) => {
        options.signal!.addEventListener('abort', () => reject(options.signal!.reason), { once: true });
      });
    }
  };
  const { api, user, add } = await open({ extract });
  await using _worker = await api.work();
  const id = await add('unwanted.txt');
  await reached.promise;
  expect((await user.call('POST', `/documents/${id}/cancel`)).json().status).toBe('cancelled');
  expect((await user.call('POST', `/documents/${id}/cancel`)).json().status).toBe('cancelled');
  await expect.poll(() => api.jobs.count()).toEqual({ queued: 0, running: 0 });
  expect((await user.call('GET', `/documents/${id}`)).json()).toMatchObject({
    status: 'cancelled',
    chunk_count: 0,
  });
  expect((await user.call('POST', `/documents/${id}/retry`)).statusCode).toBe(202);
  expect(await waitForDocument(user, id)).toMatchObject({ status: 'ready', page_count: PAGES });
});

test('50 uploads of the same bytes at once are one document with one job', async () => {
  const { api, user } = await open({ extract: pages });
  const libraryId = (await user.call('GET', '/libraries')).json().items[0].id;
  const file = { name: 'same.txt', bytes: 'The same bytes.' };
  const replies = await Promise.all(Array.from({ length: 50 }, () => upload(user, libraryId, file)));
  expect(replies.filter(reply => reply.statusCode === 202)).toHaveLength(1);
  expect(replies.filter(reply => reply.statusCode === 200)).toHaveLength(49);
  expect(new Set(replies.map(reply => reply.json().id)).size).toBe(1);
  expect(await api.jobs.count()).toEqual({ queued: 1, running: 0 });
  const keys: string[] = [];
  for await (const blob of api.blobs.list('')) keys.push(blob.key);
  expect(keys.filter(key => !key.startsWith('incoming/'))).toHaveLength(1);
});
