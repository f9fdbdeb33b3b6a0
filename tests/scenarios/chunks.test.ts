import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EmbeddingModel } from '#ai/embed.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createId } from '#kernel/ids.ts';
import { chunkRoutes } from '#knowledge/chunk/routes.ts';
import { searchRoutes } from '#knowledge/search/routes.ts';
import { createLibrary, indexDocument, looseChunk } from '#tests/support/index-document.ts';
import { openTestApi } from '#tests/support/open-test-api.ts';
import type { TestApi, TestUser } from '#tests/support/open-test-api.ts';

let api: TestApi;
let ada: TestUser;
const embedded: string[] = [];
const embed: EmbeddingModel = {
  id: 'length-model',
  maxBatch: 8,
  embed: texts => {
    embedded.push(...texts);
    return Promise.resolve(texts.map(text => Float32Array.from([1, text.length])));
  },
};

beforeAll(async () => {
  api = await openTestApi((app, { db }) => {
    chunkRoutes(app, { db, embed });
    searchRoutes(app, { db, embed });
  });
  ada = await api.signUp('ada');
});

afterAll(() => api[Symbol.asyncDispose]());

interface Chunk {
  id: string;
  ordinal: number;
  text: string;
  version: number;
  [field: string]: unknown;
}

async function addDocument(texts: string[], user = ada) {
  const library = await createLibrary(api.db, user.tenantId);
  return indexDocument(api.db, library, { chunks: texts.map((text, index) => looseChunk(text, index)) });
}

const listTexts = async (documentId: string) => {
  const reply = await ada.call('GET', `/documents/${documentId}/chunks?limit=200`);
  return reply.json<{ items: Chunk[] }>().items.map(chunk => chunk.text);
};

const findTexts = async (query: string, user = ada) => {
  const reply = await user.call('POST', '/search', { query, mode: 'keyword', k: 100 });
  expect(reply.statusCode).toBe(200);
  return reply.json<{ hits: { text: string }[] }>().hits.map(hit => hit.text);
};

test('an added passage stands last and is found at once', async () => {
  const document = await addDocument(['walrus one', 'walrus two']);
  const reply = await ada.call('POST', `/documents/${document.id}/chunks`, {
    text: 'walrus three',
    metadata: { by: 'hand' },
  });
  expect(reply.statusCode).toBe(201);
  expect(reply.headers['etag']).toBe('"1"');
  expect(reply.json()).toMatchObject({
    document_id: document.id,
    ordinal: 2,
    spans: [],
    page_start: null,
    headings: [],
    metadata: { by: 'hand' },
    version: 1,
  });
  expect(await listTexts(document.id)).toEqual(['walrus one', 'walrus two', 'walrus three']);
  expect((await findTexts('walrus')).toSorted()).toEqual(['walrus one', 'walrus three', 'walrus two']);
  expect(embedded.at(-1)).toBe('walrus three');
});

test('a changed passage is found by its new words and no longer by its old ones', async () => {
  const document = await addDocument(['penguin rules', 'penguin fees']);
  const [id] = document.chunkIds;
  const read = await ada.call('GET', `/chunks/${id}`);
  const reply = await ada.call(
    'PATCH',
    `/chunks/${id}`,
    { text: 'ostrich rules' },
    { 'if-match': read.headers['etag'] as string },
  );
  expect(reply.statusCode).toBe(200);
  expect(reply.json()).toMatchObject({ text: 'ostrich rules', version: 2, spans: [] });
  expect(await findTexts('penguin')).toEqual(['penguin fees']);
  expect(await findTexts('ostrich')).toEqual(['ostrich rules']);
});

test('a change of metadata alone asks no model and keeps the index', async () => {
  const document = await addDocument(['lynx']);
  const calls = embedded.length;
  const reply = await ada.call(
    'PATCH',
    `/chunks/${document.chunkIds[0]}`,
    { metadata: { a: 1 } },
    { 'if-match': '*' },
  );
  expect(reply.json()).toMatchObject({ text: 'lynx', metadata: { a: 1 }, version: 2 });
  expect(embedded).toHaveLength(calls);
  expect(await findTexts('lynx')).toEqual(['lynx']);
});

test('a change needs the version it is meant for', async () => {
  const document = await addDocument(['badger']);
  const url = `/chunks/${document.chunkIds[0]}`;
  expect((await ada.call('PATCH', url, { text: 'x' })).statusCode).toBe(428);
  expect((await ada.call('PATCH', url, { text: 'x' }, { 'if-match': '"7"' })).statusCode).toBe(412);
  expect((await ada.call('DELETE', url, undefined, { 'if-match': '"7"' })).statusCode).toBe(412);
  expect(await findTexts('badger')).toEqual(['badger']);
});

test('a deleted passage is gone from the list, the search and the counts', async () => {
  const document = await addDocument(['gannet one', 'gannet two']);
  expect((await ada.call('DELETE', `/chunks/${document.chunkIds[0]}`)).statusCode).toBe(204);
  expect((await ada.call('DELETE', `/chunks/${document.chunkIds[0]}`)).statusCode).toBe(404);
  expect(await listTexts(document.id)).toEqual(['gannet two']);
  expect(await findTexts('gannet')).toEqual(['gannet two']);
  const { chunk_count } = await withTransaction(api.db, ada, tx =>
    tx.selectFrom('documents').select('chunk_count').where('id', '=', document.id).executeTakeFirstOrThrow(),
  );
  expect(chunk_count).toBe(1);
  expect((await ada.call('DELETE', `/chunks/${document.chunkIds[1]}`)).statusCode).toBe(204);
  expect(await findTexts('gannet')).toEqual([]);
});

test('fifty passages added at once are all there, each once, over several segments', async () => {
  const document = await addDocument(Array.from({ length: 80 }, (_, index) => `heron ${index}`));
  const replies = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      ada.call('POST', `/documents/${document.id}/chunks`, { text: `heron added ${index}` }),
    ),
  );
  expect(replies.map(reply => reply.statusCode)).toEqual(replies.map(() => 201));
  const ordinals = replies.map(reply => reply.json<Chunk>().ordinal).toSorted((a, b) => a - b);
  expect(ordinals).toEqual(Array.from({ length: 50 }, (_, index) => 80 + index));
  expect(await findTexts('added')).toHaveLength(50);
});

test('paging through passages shows each once, in reading order', async () => {
  const texts = Array.from({ length: 7 }, (_, index) => `tern ${index}`);
  const document = await addDocument(texts);
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '?limit=3' : `?limit=3&cursor=${cursor}`;
    const reply = await ada.call('GET', `/documents/${document.id}/chunks${query}`);
    const page = reply.json<{ items: Chunk[]; next_cursor: string | null }>();
    seen.push(...page.items.map(chunk => chunk.text));
    cursor = page.next_cursor;
  } while (cursor !== null);
  expect(seen).toEqual(texts);
});

test("another tenant's passages do not exist", async () => {
  const eve = await api.signUp('eve');
  const document = await addDocument(['narwhal']);
  const url = `/chunks/${document.chunkIds[0]}`;
  const missing = `/chunks/${createId()}`;
  for (const [method, body] of [
    ['GET', undefined],
    ['PATCH', { text: 'x' }],
    ['DELETE', undefined],
  ] as const) {
    const foreign = await eve.call(method, url, body, { 'if-match': '*' });
    const absent = await eve.call(method, missing, body, { 'if-match': '*' });
    expect([foreign.statusCode, foreign.json().detail]).toEqual([404, absent.json().detail]);
  }
  expect((await eve.call('GET', `/documents/${document.id}/chunks`)).statusCode).toBe(404);
  expect((await eve.call('POST', `/documents/${document.id}/chunks`, { text: 'x' })).statusCode).toBe(404);
  expect(await findTexts('narwhal', eve)).toEqual([]);
  expect(await findTexts('narwhal')).toEqual(['narwhal']);
  const search = await eve.call('POST', '/search', { query: 'narwhal', document_ids: [document.id] });
  expect(search.statusCode).toBe(404);
});

test.each([
  ['no text', {}],
  ['blank text', { text: ' \n ' }],
  ['a zero character', { text: 'a\u0000b' }],
  ['too much text', { text: 'x'.repeat(20_001) }],
  ['an unknown field', { text: 'x', ordinal: 3 }],
])('a passage with %s is refused', async (_, body) => {
  const document = await addDocument(['puffin']);
  expect((await ada.call('POST', `/documents/${document.id}/chunks`, body)).statusCode).toBe(400);
});

test('a search over HTTP answers in the shape of the contract', async () => {
  const document = await addDocument(['The quokka lives on Rottnest Island.']);
  const reply = await ada.call('POST', '/search', {
    query: 'Where does the quokka live?',
    document_ids: [document.id],
  });
  expect(reply.json()).toEqual({
    mode: 'keyword',
    searched_documents: 1,
    hits: [
      {
        chunk_id: document.chunkIds[0],
        document_id: document.id,
        document_title: 'A document',
        library_id: expect.any(String),
        file_name: 'A document.txt',
        page_start: 1,
        page_end: 1,
        paged: true,
        headings: [],
        text: 'The quokka lives on Rottnest Island.',
        spans: [],
        metadata: {},
        score: expect.any(Number),
        scores: { keyword: { rank: 1, score: expect.any(Number) } },
        matched_terms: ['quokka', 'live'],
      },
    ],
  });
});

test.each([
  ['no query', {}],
  ['a blank query', { query: '  ' }],
  ['too many hits', { query: 'x', k: 101 }],
  ['an unknown mode', { query: 'x', mode: 'psychic' }],
  ['an id that is none', { query: 'x', library_ids: ['7'] }],
])('a search with %s is refused', async (_, body) => {
  const reply = await ada.call('POST', '/search', body);
  expect(reply.statusCode).toBe(400);
});
