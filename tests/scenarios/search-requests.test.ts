import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EmbeddingModel } from '#ai/embed.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { libraryRoutes } from '#knowledge/libraries/routes.ts';
import { searchRoutes } from '#knowledge/search/routes.ts';
import { indexDocument, looseChunk } from '#tests/support/index-document.ts';
import { openTestApi } from '#tests/support/open-test-api.ts';
import type { TestApi, TestUser } from '#tests/support/open-test-api.ts';

/** Points each text at a corner by its first letter. */
const cornerModel: EmbeddingModel = {
  id: 'corner-model',
  maxBatch: 8,
  embed: texts =>
    Promise.resolve(texts.map(text => Float32Array.from(text.startsWith('a') ? [1, 0] : [0, 1]))),
};

let api: TestApi;
let ada: TestUser;
let libraryId: string;

beforeAll(async () => {
  api = await openTestApi((app, { db }) => {
    libraryRoutes(app, { db, onDelete: () => Promise.resolve() });
    searchRoutes(app, { db, embed: cornerModel });
  });
  ada = await api.signUp('ada');
  libraryId = await addLibrary('Harbour');
  await add({ year: 2019, kind: 'report', tags: ['sea', 'fees'] }, [
    ['The harbour fee is 12 euros.', [1, 0], { section: 'fees' }],
    ['Ships pay at the harbour office.', [0.9, 0.1], { section: 'office', year: 2024 }],
  ]);
  await add({ year: 2021, kind: 'letter', signed: '2021-05-01' }, [
    ['A letter about the harbour wall.', [0, 1], {}],
  ]);
  await add({}, [['The harbour was quiet.', [0.1, 0.9], {}]]);
});
afterAll(() => api[Symbol.asyncDispose]());

async function addLibrary(name: string, settings: object = {}): Promise<string> {
  const reply = await ada.call('POST', '/libraries', { name, ...settings });
  expect(reply.statusCode).toBe(201);
  return reply.json<{ id: string }>().id;
}

async function add(
  metadata: object,
  passages: [text: string, vector: number[], metadata: Record<string, unknown>][],
  library = libraryId,
): Promise<void> {
  const chunks = passages.map(([text, vector, own], ordinal) => ({
    ...looseChunk(text, ordinal, vector),
    metadata: own,
  }));
  const key = { tenantId: ada.tenantId, libraryId: library };
  const { id } = await indexDocument(api.db, key, { chunks, model: cornerModel.id });
  await withTransaction(api.db, ada, tx =>
    tx
      .updateTable('documents')
      .set({ metadata: JSON.stringify(metadata) })
      .where('id', '=', id)
      .execute(),
  );
}

interface Reply {
  mode: string;
  hits: { text: string; scores: object; chunk_id: string }[];
  corrected_terms?: object;
  explanation?: { vector?: { plans: { plan: string }[] }; narrowed?: object; weights?: object };
}

async function search(body: object): Promise<Reply> {
  const reply = await ada.call('POST', '/search', { library_ids: [libraryId], ...body });
  expect(reply.statusCode).toBe(200);
  return reply.json<Reply>();
}

const FEE = 'The harbour fee is 12 euros.';
const OFFICE = 'Ships pay at the harbour office.';
const WALL = 'A letter about the harbour wall.';
const QUIET = 'The harbour was quiet.';

test.each<[string, object, string[]]>([
  ['eq', { field: 'year', op: 'eq', value: 2019, of: 'document' }, [FEE, OFFICE]],
  ['eq of another type', { field: 'year', op: 'eq', value: '2019' }, []],
  ['a chunk’s own field before its document’s', { field: 'year', op: 'gte', value: 2020 }, [OFFICE, WALL]],
  ['ne, also where it is missing', { field: 'kind', op: 'ne', value: 'report' }, [WALL, QUIET]],
  ['in', { field: 'section', op: 'in', value: ['fees', 'office'] }, [FEE, OFFICE]],
  ['nin', { field: 'section', op: 'nin', value: ['fees'] }, [OFFICE, WALL, QUIET]],
  ['lt', { field: 'year', op: 'lt', value: 2020 }, [FEE]],
  ['lte on a date', { field: 'signed', op: 'lte', value: '2021-05-01' }, [WALL]],
  ['gt', { field: 'year', op: 'gt', value: 2021 }, [OFFICE]],
  ['exists', { field: 'year', op: 'exists', value: true }, [FEE, OFFICE, WALL]],
  ['exists false', { field: 'year', op: 'exists', value: false }, [QUIET]],
  ['contains in an array', { field: 'tags', op: 'contains', value: 'fees' }, [FEE, OFFICE]],
  ['contains in a string', { field: 'kind', op: 'contains', value: 'LETT' }, [WALL]],
  [
    'and, or, not',
    {
      and: [
        { field: 'kind', op: 'exists', value: true },
        {
          or: [
            { field: 'kind', op: 'eq', value: 'letter' },
            { not: { field: 'section', op: 'eq', value: 'fees', of: 'chunk' } },
          ],
        },
      ],
    },
    [OFFICE, WALL],
  ],
])('a filter with %s leaves what it says, by words and by vectors alike', async (_, filter, expected) => {
  for (const mode of ['keyword', 'vector', 'hybrid']) {
    const { hits } = await search({ query: 'a harbour', filter, mode });
    expect(hits.map(hit => hit.text).toSorted()).toEqual(expected.toSorted());
  }
});

test('a filter that only asks for documents narrows the scope before anything is compared', async () => {
  const filter = { field: 'kind', op: 'eq', value: 'letter', of: 'document' };
  const { explanation } = await search({ query: 'harbour', filter, explain: true });
  expect(explanation).toMatchObject({
    narrowed: { documents: 1 },
    vector: { plans: [{ plan: 'exact', rows: 1 }] },
  });
});

test.each<[string, object, string]>([
  ['an unknown operator', { field: 'year', op: 'like', value: 1 }, 'unknown operator “like”'],
  ['a list where one value belongs', { field: 'year', op: 'eq', value: [1] }, 'must be a string'],
  ['a mixture of and with or', { and: [], or: [] }, 'exactly one of'],
  ['an empty and', { and: [] }, 'must be a list'],
  ['a range of true', { field: 'year', op: 'lt', value: true }, 'must be a number or a string'],
])('a filter with %s is refused, and it is said why', async (_, filter, message) => {
  const reply = await ada.call('POST', '/search', { query: 'x', filter });
  expect(reply.statusCode).toBe(400);
  expect(JSON.stringify(reply.json())).toContain(message);
});

test('a vector of one’s own finds the nearest passages without any words', async () => {
  const { mode, hits } = await search({ embedding: [0, 3], k: 2 });
  expect([mode, ...hits.map(hit => hit.text)]).toEqual(['vector', WALL, QUIET]);
});

test.each<[string, object, string]>([
  ['nothing at all', {}, 'There is nothing to search for'],
  ['words to be found by a vector', { embedding: [1, 0], mode: 'keyword' }, 'needs a “query”'],
])('asking for %s is refused in words that fit', async (_case, body, detail) => {
  const reply = await ada.call('POST', '/search', body);
  expect(reply.statusCode).toBe(400);
  expect(reply.json()).toMatchObject({ code: 'no-query', detail: expect.stringContaining(detail) });
});

test('a vector of another dimension is refused, and it is said which fits', async () => {
  const reply = await ada.call('POST', '/search', { embedding: [1, 2, 3] });
  expect(reply.statusCode).toBe(400);
  expect(reply.json()).toMatchObject({ code: 'wrong-dimension', expected: 2, given: 3 });
});

test.each([
  ['neither a query nor a vector', {}],
  ['words to be found by a vector', { embedding: [1, 0], mode: 'keyword' }],
  ['a vector without direction', { embedding: [0, 0] }],
])('a search with %s is refused', async (_, body) => {
  expect((await ada.call('POST', '/search', body)).statusCode).toBe(400);
});

test('words in quotes must stand in the passage as they are', async () => {
  const quoted = async (query: string) => (await search({ query })).hits.map(hit => hit.text);
  expect(await quoted('"harbour office"')).toEqual([OFFICE]);
  expect(await quoted('“HARBOUR  office” ships')).toEqual([OFFICE]);
  expect(await quoted('"office harbour"')).toEqual([]);
});

test('a misspelled word finds its neighbour when nothing has it, and the reply says so', async () => {
  const found = await search({ query: 'harbuor ofice', mode: 'keyword' });
  expect(found.hits[0]!.text).toBe(OFFICE);
  expect(found.corrected_terms).toMatchObject({ ofic: ['offic'] });
  const right = await search({ query: 'harbour ofice', mode: 'keyword' });
  expect(right.corrected_terms).toBeUndefined();
});

test('passages that say the same make room for others when lambda asks for it', async () => {
  const library = await addLibrary('Copies');
  const copies = ['The lighthouse keeper lights the lamp.', 'The lighthouse keeper lights the lamp!'];
  await add(
    {},
    [...copies, 'A lighthouse stands on the cape.'].map(text => [text, [1, 0], {}]),
    library,
  );
  const first2 = async (lambda?: number) =>
    (
      await search({ library_ids: [library], query: 'lighthouse keeper', mode: 'keyword', k: 2, lambda })
    ).hits.map(hit => hit.text);
  expect(await first2()).toEqual(copies);
  expect((await first2(0.3))[1]).toBe('A lighthouse stands on the cape.');
});

test('a library’s settings decide how it is ranked, a request’s go before them', async () => {
  const library = await addLibrary('Weighted', {
    weights: { keyword: 0, vector: 1 },
    index: { kind: 'exact' },
  });
  await add(
    {},
    [
      ['apple harvest', [0, 1], {}],
      ['quiet evening', [1, 0], {}],
    ],
    library,
  );
  const best = async (body: object = {}) =>
    (await search({ library_ids: [library], query: 'apple', ...body })).hits[0]!.text;
  expect(await best()).toBe('quiet evening');
  expect(await best({ weights: { keyword: 1, vector: 0.1 } })).toBe('apple harvest');
  const stored = (await ada.call('GET', `/libraries/${library}`)).json<{ index: object; weights: object }>();
  expect(stored).toMatchObject({ index: { kind: 'exact' }, weights: { keyword: 0, vector: 1 } });
  const changed = await ada.call(
    'PATCH',
    `/libraries/${library}`,
    { index: { kind: 'hnsw', m: 8 } },
    { 'if-match': '"1"' },
  );
  expect(changed.json()).toMatchObject({
    index: { kind: 'hnsw', m: 8, ef_construction: 64, ef_search: 200 },
    weights: { keyword: 0, vector: 1 },
  });
});

test.each([
  ['an unknown kind', { kind: 'flat' }],
  ['fewer candidates than neighbours', { kind: 'hnsw', m: 64, ef_construction: 64 }],
])('an index setting with %s is refused', async (_, index) => {
  expect((await ada.call('POST', '/libraries', { name: 'x', index })).statusCode).toBe(400);
});
