import { expect, onTestFinished, test } from 'vitest';
import { ProviderOverloaded, ProviderUnavailable } from '#ai/provider-errors.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { IngestDeps } from '#knowledge/ingest/ingest-document.ts';
import { openDocumentApi, upload, waitForDocument } from '#tests/support/open-document-api.ts';
import { pacedEmbedding, pacedExtraction } from '#tests/support/paced-ingestion.ts';
import { seededRandom } from '#tests/support/random.ts';

const PAGES = 70;

type Extract = NonNullable<IngestDeps['extract']>;
const pages = pacedExtraction(seededRandom(1));
const calm = pacedEmbedding(seededRandom(2));
const provider = { role: 'embedding model', model: 'paced', variables: 'QUARRY_EMBEDDING' } as const;

async function open(options: Parameters<typeof openDocumentApi>[0]) {
  const api = await openDocumentApi(options);
  onTestFinished(() => api[Symbol.asyncDispose]());
  const user = await api.signUp('ada');
  const libraryId = (await user.call('POST', '/libraries', { name: 'Shelf' })).json().id;
  const add = async (name: string) =>
    (await upload(user, libraryId, { name, bytes: name })).json().id as string;
  const get = async (url: string) => (await user.call('GET', url)).json();
  return { api, user, add, get };
}

/** Reads as far as a page and then no further, until its signal aborts. */
function stopAt(page: number, faults: { left: number }, reached: () => void): Extract {
  return async function* stop(options) {
    for await (const event of pages(options)) {
      yield event;
      if (event.type !== 'page' || event.page.number !== page || faults.left-- < 1) continue;
      reached();
      await new Promise((_, reject) => {
        options.signal!.addEventListener('abort', () => reject(options.signal!.reason), { once: true });
      });
    }
  };
}

test('the timeline of a document tells waits from work, attempt by attempt', async () => {
  const reached = Promise.withResolvers<void>();
  const { api, user, add, get } = await open({
    extract: stopAt(50, { left: 1 }, reached.resolve),
    embeddingModel: {
      ...calm,
      embed: async (texts, options) => {
        options.timer!.add('permitWaitMs', 7);
        options.timer!.add('firstByteMs', 11);
        options.timer!.requests += 1;
        return calm.embed(texts, options);
      },
    },
  });
  const id = await add('handed over.txt');
  {
    await using _first = await api.work();
    await reached.promise;
    await waitForDocument(user, id, ({ progress }) => (progress as { done: number }).done === 32);
  }
  await using _second = await api.work();
  await waitForDocument(user, id);
  const timeline = await get(`/documents/${id}/timeline`);
  expect(timeline).toMatchObject({
    document_id: id,
    attempts: [
      { number: 1, outcome: 'handed-back', failure: null, pages: { from: 0, to: 32 } },
      { number: 2, outcome: 'ready', failure: null, pages: { from: 32, to: PAGES } },
    ],
  });
  const [first, second] = timeline.attempts;
  expect(second.calls).toBeGreaterThan(0);
  expect(second.requests).toBe(second.calls);
  expect(second.waited.permit_ms).toBe(7 * second.calls);
  expect(second.worked.first_byte_ms).toBe(11 * second.calls);
  expect(second.worked.extraction_ms + second.worked.indexing_ms).toBeGreaterThan(0);
  expect(second.run_ms).toBeGreaterThanOrEqual(second.worked.indexing_ms);
  expect(first.waited.queue_ms).toBeGreaterThanOrEqual(0);
  expect(Date.parse(second.started_at)).toBeGreaterThanOrEqual(Date.parse(first.ended_at));
});

test('a cancelled attempt ends in the timeline when it was called off', async () => {
  const reached = Promise.withResolvers<void>();
  const { api, user, add, get } = await open({ extract: stopAt(40, { left: 1 }, reached.resolve) });
  await using _worker = await api.work();
  const id = await add('unwanted.txt');
  await reached.promise;
  await user.call('POST', `/documents/${id}/cancel`);
  expect((await get(`/documents/${id}/timeline`)).attempts).toMatchObject([{ outcome: 'cancelled' }]);
});

test('a provider that asks for pauses for ever is heard out, and then the document fails with the cause', async () => {
  const { api, user, add, get } = await open({
    extract: pages,
    putBackLimitSeconds: 2,
    embeddingModel: {
      ...calm,
      embed: async () => {
        throw new ProviderOverloaded(provider, 10);
      },
    },
  });
  await using _worker = await api.work();
  const id = await add('never.txt');
  const failed = await waitForDocument(user, id);
  expect(failed).toMatchObject({ status: 'failed', failure: { code: 'provider-overloaded' } });
  expect(JSON.stringify(failed['failure'])).toContain('asked for pauses');
  const { attempts } = await get(`/documents/${id}/timeline`);
  expect(attempts.length).toBeGreaterThan(1);
  expect(attempts.at(-2)).toMatchObject({ outcome: 'put-back', failure: { code: 'provider-overloaded' } });
  expect(attempts.at(-1)).toMatchObject({ outcome: 'failed' });
  // A person who tries again gets the whole of it again.
  expect((await user.call('POST', `/documents/${id}/retry`)).statusCode).toBe(202);
  await expect
    .poll(async () => (await get(`/documents/${id}/timeline`)).attempts.at(-1), { timeout: 20_000 })
    .toMatchObject({ number: attempts.length + 1, outcome: 'put-back' });
});

test('a dead job is listed with its cause, attempts and timeline, and only to its tenant', async () => {
  const faults = { left: 4 };
  const { api, user, add, get } = await open({
    extract: pages,
    embeddingModel: {
      ...calm,
      embed: async (texts, options) => {
        if (faults.left-- > 0) throw new ProviderUnavailable(provider, new Error('secret detail'));
        return calm.embed(texts, options);
      },
    },
  });
  const other = await api.signUp('eve');
  const worker = await api.work();
  const id = await add('poison.txt');
  expect(await waitForDocument(user, id)).toMatchObject({ status: 'failed' });
  const dead = await get('/jobs?state=dead');
  expect(dead.items).toMatchObject([
    {
      state: 'dead',
      document_id: id,
      document_title: 'poison',
      document_status: 'failed',
      cause: { code: 'provider-unavailable' },
      attempts: 4,
      timeline: [{ outcome: 'error' }, { outcome: 'error' }, { outcome: 'error' }, { outcome: 'error' }],
    },
  ]);
  expect(JSON.stringify(dead)).not.toContain('secret');
  await worker[Symbol.asyncDispose]();
  for (const state of ['queued', 'running', 'dead'])
    expect((await other.call('GET', `/jobs?state=${state}`)).json().items).toEqual([]);
  expect((await other.call('GET', `/documents/${id}/timeline`)).statusCode).toBe(404);
  expect((await user.call('POST', `/documents/${id}/retry`)).statusCode).toBe(202);
  expect((await get('/jobs?state=queued')).items).toMatchObject([{ document_id: id, attempts: 0 }]);
  await using _worker = await api.work();
  expect(await waitForDocument(user, id)).toMatchObject({ status: 'ready' });
  expect((await get('/jobs?state=dead')).items).toMatchObject([{ document_status: 'ready' }]);
}, 120_000);

test('waiting jobs are listed newest first, page by page, each once', async () => {
  const { add, get } = await open({ extract: pages });
  const ids: string[] = [];
  for (const name of ['a', 'b', 'c', 'd', 'e']) ids.push(await add(`${name}.txt`));
  const seen: string[] = [];
  let cursor = '';
  do {
    const page = await get(`/jobs?limit=2${cursor}`);
    seen.push(...page.items.map((job: { document_id: string }) => job.document_id));
    cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`;
  } while (cursor !== '');
  expect(seen).toEqual(ids.toReversed());
});

test('an unfinished document tells its place in the queue, when it will be ready, and that it stands still', async () => {
  const reached = Promise.withResolvers<void>();
  const faults = { left: 0 };
  const { api, user, add, get } = await open({ extract: stopAt(50, faults, reached.resolve) });
  const [first, second] = [await add('first.txt'), await add('second.txt')];
  const progressOf = async (id: string) => (await get(`/documents/${id}`)).progress;
  expect(await progressOf(first)).toMatchObject({ stage: 'pending', queue_position: 1, eta_seconds: null });
  expect(await progressOf(second)).toMatchObject({ queue_position: 2, stalled: false });
  const listed = (await get('/documents')).items.map((each: { progress: object }) => each.progress);
  expect(listed).toMatchObject([{ queue_position: 2 }, { queue_position: 1 }]);
  await using _worker = await api.work({ concurrency: 1 });
  for (const id of [first, second]) await waitForDocument(user, id);
  faults.left = 1;
  const id = await add('third.txt');
  await reached.promise;
  await waitForDocument(user, id, ({ progress }) => (progress as { done: number }).done === 32);
  const progress = await progressOf(id);
  expect(progress).toMatchObject({ queue_position: null, done: 32, total: PAGES, stalled: false });
  expect(progress.eta_seconds).toBeGreaterThanOrEqual(1);
  expect(progress.eta_seconds).toBeLessThan(60);
  await withTransaction(api.db, user, tx =>
    tx
      .updateTable('document_attempts')
      .set({ progressed_at: new Date(Date.now() - 130_000) })
      .where('document_id', '=', id)
      .execute(),
  );
  expect(await progressOf(id)).toMatchObject({ stalled: true });
});
