import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { EmbeddingModel } from '#ai/embed.ts';
import { changeChunk } from '#knowledge/chunk/change-chunk.ts';
import { createChunk } from '#knowledge/chunk/create-chunk.ts';
import { searchLibrary } from '#knowledge/search/search-library.ts';
import { openDocumentApi } from '#tests/support/open-document-api.ts';
import type { DocumentApi } from '#tests/support/open-document-api.ts';
import type { TestUser } from '#tests/support/open-test-api.ts';

const embedded: string[] = [];
const countingModel: EmbeddingModel = {
  id: 'counting-model',
  maxBatch: 2,
  embed: texts => {
    embedded.push(...texts);
    return Promise.resolve(texts.map(text => Float32Array.from(text.startsWith('a') ? [1, 0] : [0, 1])));
  },
};

let api: DocumentApi;
let ada: TestUser;
let libraryId: string;

beforeAll(async () => {
  api = await openDocumentApi({ embeddingModel: countingModel });
  ada = await api.signUp('ada');
});
afterAll(() => api[Symbol.asyncDispose]());

let libraries = 0;
beforeEach(async () => {
  const reply = await ada.call('POST', '/libraries', { name: `Library ${++libraries}` });
  libraryId = reply.json<{ id: string }>().id;
  embedded.length = 0;
});

const send = (body: object) => ada.call('POST', `/libraries/${libraryId}/documents`, body);

async function nearest(embedding: number[]): Promise<string[]> {
  const options = {
    tenantId: ada.tenantId,
    libraryIds: [libraryId],
    embedding: Float32Array.from(embedding),
  };
  return (await searchLibrary(api.db, options)).hits.map(hit => hit.text);
}

test('passages with vectors of one’s own are found at once, by words and by vectors, and nothing is embedded', async () => {
  const reply = await send({
    title: 'Mine',
    metadata: { source: 'elsewhere' },
    chunks: [
      { text: 'north', embedding: [0, 1, 0], metadata: { page: 3 } },
      { text: 'east', embedding: [1, 0, 0] },
    ],
  });
  expect(reply.statusCode).toBe(202);
  const document = reply.json<{ id: string; status: string; chunk_count: number; metadata: object }>();
  expect(document).toMatchObject({ status: 'ready', chunk_count: 2, metadata: { source: 'elsewhere' } });
  expect(await nearest([0.9, 0.1, 0])).toEqual(['east', 'north']);
  const words = await searchLibrary(api.db, { tenantId: ada.tenantId, query: 'north' });
  expect(words.hits.map(hit => [hit.text, hit.metadata])).toEqual([['north', { page: 3 }]]);
  expect(embedded).toEqual([]);
  const file = await ada.call('GET', `/documents/${document.id}/file`);
  expect(file.json()).toMatchObject({ title: 'Mine' });
});

test('the same document again is the one that is there', async () => {
  const body = { title: 'Twice', chunks: [{ text: 'once', embedding: [1, 0] }] };
  const [first, second] = [await send(body), await send(body)];
  expect([first.statusCode, second.statusCode]).toEqual([202, 200]);
  expect(second.json<{ id: string }>().id).toBe(first.json<{ id: string }>().id);
});

test('passages without vectors are embedded, and a change embeds only what changed', async () => {
  const reply = await send({
    title: 'Ours',
    chunks: [{ text: 'apple' }, { text: 'zebra' }, { text: 'anchor' }],
  });
  expect(embedded).toEqual(['apple', 'zebra', 'anchor']);
  expect((await nearest([1, 0])).toSorted()).toEqual(['anchor', 'apple', 'zebra'].toSorted());
  embedded.length = 0;
  const documentId = reply.json<{ id: string }>().id;
  const key = { tenantId: ada.tenantId, embed: countingModel };
  const added = await createChunk(api.db, { ...key, documentId, text: 'albatross' });
  await changeChunk(api.db, { ...key, id: added.id, changes: { metadata: { seen: true } } });
  expect(embedded).toEqual(['albatross']);
  await changeChunk(api.db, { ...key, id: added.id, changes: { text: 'walrus' } });
  expect(embedded).toEqual(['albatross', 'walrus']);
  await changeChunk(api.db, { ...key, id: added.id, changes: { embedding: [1, 0] } });
  expect(embedded).toEqual(['albatross', 'walrus']);
  expect(await nearest([1, 0])).toContain('walrus');
});

test('a vector of another dimension is refused and leaves nothing behind', async () => {
  await send({ title: 'First', chunks: [{ text: 'one', embedding: [1, 0] }] });
  const reply = await send({ title: 'Second', chunks: [{ text: 'two', embedding: [1, 0, 0] }] });
  expect([reply.statusCode, reply.json()]).toMatchObject([
    400,
    { code: 'wrong-dimension', expected: 2, given: 3 },
  ]);
  const list = (await ada.call('GET', `/libraries/${libraryId}/documents`)).json<{ items: object[] }>();
  expect(list.items).toHaveLength(1);
});

test('vectors of another model than the library’s are refused', async () => {
  await send({ title: 'First', embedding_model: 'voyage', chunks: [{ text: 'one', embedding: [1, 0] }] });
  const reply = await send({
    title: 'Second',
    embedding_model: 'cohere',
    chunks: [{ text: 'two', embedding: [1, 0] }],
  });
  expect([reply.statusCode, reply.json()]).toMatchObject([400, { code: 'other-model' }]);
});

test('where callers bring the vectors, ours are not mixed in', async () => {
  const first = await send({ title: 'First', chunks: [{ text: 'one', embedding: [1, 0, 0] }] });
  const documentId = first.json<{ id: string }>().id;
  await createChunk(api.db, { tenantId: ada.tenantId, documentId, text: 'apple', embed: countingModel });
  expect(embedded).toEqual([]);
  expect(await nearest([1, 0, 0])).toEqual(['one']);
});

test.each([
  ['no passages', { title: 'x', chunks: [] }],
  ['an empty passage', { title: 'x', chunks: [{ text: ' ' }] }],
  ['an unknown field', { title: 'x', chunks: [{ text: 'a', vector: [1] }] }],
  ['a vector without direction', { title: 'x', chunks: [{ text: 'a', embedding: [0, 0] }] }],
])('a document with %s is refused', async (_, body) => {
  expect((await send(body)).statusCode).toBe(400);
});
