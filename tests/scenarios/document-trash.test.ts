import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pino } from 'pino';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { JobRunner } from '#kernel/jobs/job-runner.ts';
import { emptyDocumentTrash } from '#knowledge/documents/trash/empty-document-trash.ts';
import { sweepOrphanBlobs } from '#knowledge/documents/sweep-orphan-blobs.ts';
import { searchLibrary } from '#knowledge/search/search-library.ts';
import { openDocumentApi, upload, waitForDocument } from '#tests/support/open-document-api.ts';
import type { DocumentApi } from '#tests/support/open-document-api.ts';
import type { TestUser } from '#tests/support/open-test-api.ts';

let api: DocumentApi;
let worker: JobRunner;
let ada: TestUser;
let libraryId: string;

beforeAll(async () => {
  api = await openDocumentApi();
  worker = await api.work();
  ada = await api.signUp('ada');
  libraryId = (await ada.call('POST', '/libraries', { name: 'Shelf' })).json().id;
});

afterAll(async () => {
  await worker?.[Symbol.asyncDispose]();
  await api?.[Symbol.asyncDispose]();
});

const codeOf = async (method: string, path: string) => (await ada.call(method, path)).statusCode;
const idsOf = async (path: string): Promise<string[]> =>
  (await ada.call('GET', path)).json().items.map((item: { id: string }) => item.id);
const duty = { signal: new AbortController().signal, logger: pino({ level: 'silent' }) };

async function addReady(name: string, bytes: string): Promise<string> {
  const { id } = (await upload(ada, libraryId, { name, bytes })).json();
  await waitForDocument(ada, id);
  return id;
}

async function find(query: string): Promise<string[]> {
  const found = await searchLibrary(api.db, { tenantId: ada.tenantId, query, k: 5, mode: 'keyword' });
  return found.hits.map(hit => hit.documentId);
}

async function hasFile(id: string): Promise<boolean> {
  for await (const blob of api.blobs.list('')) if (blob.key.endsWith(id)) return true;
  return false;
}

test('a deleted document is hidden everywhere at once, and back as it was after it is restored', async () => {
  const id = await addReady('walrus.txt', 'The walrus keeps its tusks all year.');
  const before = (await ada.call('GET', `/documents/${id}`)).json();
  expect(await find('walrus tusks')).toEqual([id]);
  expect(await codeOf('DELETE', `/documents/${id}`)).toBe(204);
  for (const path of ['', '/pages', '/pages/1', '/file', '/chunks', '/timeline'])
    expect([path, await codeOf('GET', `/documents/${id}${path}`)]).toEqual([path, 404]);
  expect(await codeOf('DELETE', `/documents/${id}`)).toBe(404);
  expect(await idsOf(`/libraries/${libraryId}/documents`)).not.toContain(id);
  expect(await find('walrus tusks')).toEqual([]);
  const [lying] = (await ada.call('GET', '/trash/documents')).json().items;
  expect(lying).toMatchObject({ id, title: 'walrus' });
  expect(Date.parse(lying.removed_at) - Date.parse(lying.deleted_at)).toBe(30 * 86_400_000);
  // Whose files are in nobody's way, not even in that of the sweep.
  await sweepOrphanBlobs({ db: api.db, blobs: api.blobs }, 0).run(duty);
  expect(await codeOf('POST', `/documents/${id}/restore`)).toBe(200);
  expect((await ada.call('GET', `/documents/${id}`)).json()).toEqual(before);
  expect(await find('walrus tusks')).toEqual([id]);
  expect(await codeOf('GET', `/documents/${id}/file`)).toBe(200);
  expect(await idsOf('/trash/documents')).not.toContain(id);
});

test('what lies in the trash does not keep the same file from being added again; then it cannot come back', async () => {
  const old = await addReady('heron.txt', 'The heron stands still.');
  await ada.call('DELETE', `/documents/${old}`);
  const again = await addReady('heron.txt', 'The heron stands still.');
  expect(again).not.toBe(old);
  expect(await find('heron stands')).toEqual([again]);
  const refused = await ada.call('POST', `/documents/${old}/restore`);
  expect([refused.statusCode, refused.json().detail]).toEqual([409, 'Its library holds this file again.']);
  await ada.call('DELETE', `/documents/${again}`);
  expect(await codeOf('POST', `/documents/${old}/restore`)).toBe(200);
});

test('a document that was deleted while it waited comes back as cancelled, and is read by a retry', async () => {
  await worker[Symbol.asyncDispose]();
  const { id } = (await upload(ada, libraryId, { name: 'otter.txt', bytes: 'Otters hold hands.' })).json();
  expect(await codeOf('DELETE', `/documents/${id}`)).toBe(204);
  worker = await api.work();
  const restored = await ada.call('POST', `/documents/${id}/restore`);
  expect(restored.json().status).toBe('cancelled');
  expect(await codeOf('POST', `/documents/${id}/retry`)).toBe(202);
  await waitForDocument(ada, id);
  expect(await find('otters hands')).toEqual([id]);
});

test('after its days in the trash a document goes for good with its file; a younger one stays', async () => {
  const old = await addReady('old.txt', 'An old text.');
  const young = await addReady('young.txt', 'A young text.');
  for (const [id, days] of [
    [old, 31],
    [young, 29],
  ] as const) {
    await ada.call('DELETE', `/documents/${id}`);
    await withTransaction(api.db, ada, async tx => {
      await sql`select set_config('app.deleted', 'on', true)`.execute(tx);
      await sql`update documents set deleted_at = now() - ${days} * interval '1 day' where id = ${id}`.execute(
        tx,
      );
    });
  }
  await emptyDocumentTrash(api).run(duty);
  expect(await codeOf('POST', `/documents/${old}/restore`)).toBe(404);
  await expect.poll(() => hasFile(old)).toBe(false);
  expect(await codeOf('POST', `/documents/${young}/restore`)).toBe(200);
  expect(await codeOf('GET', `/documents/${young}/file`)).toBe(200);
});

test('the files of documents in the trash go with their library', async () => {
  const shelf = (await ada.call('POST', '/libraries', { name: 'Old shelf' })).json().id;
  const { id } = (await upload(ada, shelf, { name: 'old.txt', bytes: 'Old text.' })).json();
  await ada.call('DELETE', `/documents/${id}`);
  expect(await hasFile(id)).toBe(true);
  expect(await codeOf('DELETE', `/libraries/${shelf}`)).toBe(204);
  await expect.poll(() => hasFile(id)).toBe(false);
  expect(await idsOf('/trash/documents')).not.toContain(id);
});
