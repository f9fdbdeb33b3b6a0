import { afterAll, beforeAll, expect, test } from 'vitest';
import { createId } from '#kernel/ids.ts';
import { libraryRoutes } from '#knowledge/libraries/routes.ts';
import { openTestApi } from '#tests/support/open-test-api.ts';
import type { TestApi, TestUser } from '#tests/support/open-test-api.ts';

let api: TestApi;
let ada: TestUser;
const deleted: string[] = [];

beforeAll(async () => {
  api = await openTestApi((app, { db }) =>
    libraryRoutes(app, {
      db,
      onDelete: async (_tx, { libraryId }) => void deleted.push(libraryId),
    }),
  );
  ada = await api.signUp('ada');
});

afterAll(() => api[Symbol.asyncDispose]());

async function create(name: string, user = ada) {
  const reply = await user.call('POST', '/libraries', { name });
  expect(reply.statusCode).toBe(201);
  return reply.json<{ id: string; version: number; created_at: string; updated_at: string }>();
}

test('a new library is there, empty, in version 1', async () => {
  const reply = await ada.call('POST', '/libraries', {
    name: '  Field notes  ',
    metadata: { team: ['a', 1] },
  });
  expect(reply.statusCode).toBe(201);
  expect(reply.headers['etag']).toBe('"1"');
  const library = reply.json();
  expect(library).toMatchObject({
    name: 'Field notes',
    metadata: { team: ['a', 1] },
    document_count: 0,
    version: 1,
  });
  const again = await ada.call('GET', `/libraries/${library.id}`);
  expect(again.json()).toEqual(library);
  expect(again.headers['etag']).toBe('"1"');
});

test('a second library of the same name is refused', async () => {
  await create('Twins');
  const reply = await ada.call('POST', '/libraries', { name: 'Twins' });
  expect(reply.statusCode).toBe(409);
  expect(reply.json()).toMatchObject({ code: 'name-taken', next_step: expect.any(String) });
});

test.each([
  ['no name', {}, 'body.name'],
  ['an empty name', { name: '   ' }, 'body.name'],
  ['a long name', { name: 'x'.repeat(201) }, 'body.name'],
  ['metadata that is no object', { name: 'x', metadata: [] }, 'body.metadata'],
  ['a zero character in metadata', { name: 'x', metadata: { a: '\u0000' } }, 'body.metadata'],
  ['a field that does not exist', { name: 'x', tenant_id: createId() }, 'body'],
])('%s is refused by name', async (_case, body, path) => {
  const reply = await ada.call('POST', '/libraries', body);
  expect(reply.statusCode).toBe(400);
  expect(reply.json().errors[0].path).toBe(path);
});

test('a zero character in a name is refused without a word about the database', async () => {
  const reply = await ada.call('POST', '/libraries', { name: 'a\u0000b' });
  expect(reply.statusCode).toBe(400);
  expect(reply.body).not.toMatch(/encoding|UTF8|postgres/i);
});

test('changing needs the version that was read', async () => {
  const { id } = await create('Drafts');
  const change = (tag?: string) =>
    ada.call('PATCH', `/libraries/${id}`, { metadata: { a: 1 } }, tag ? { 'if-match': tag } : {});
  expect((await change()).statusCode).toBe(428);
  const first = await change('"1"');
  expect(first.statusCode).toBe(200);
  expect(first.headers['etag']).toBe('"2"');
  expect(first.json()).toMatchObject({ name: 'Drafts', metadata: { a: 1 }, version: 2 });
  const stale = await change('"1"');
  expect(stale.statusCode).toBe(412);
  expect(stale.json().code).toBe('version-mismatch');
  expect((await change('*')).json().version).toBe(3);
});

test('a library cannot take the name of another', async () => {
  await create('Taken');
  const { id } = await create('Free');
  const reply = await ada.call('PATCH', `/libraries/${id}`, { name: 'Taken' }, { 'if-match': '"1"' });
  expect(reply.statusCode).toBe(409);
  expect(reply.json().code).toBe('name-taken');
  const kept = await ada.call('PATCH', `/libraries/${id}`, { name: 'Free' }, { 'if-match': '"1"' });
  expect(kept.statusCode).toBe(200);
});

test('a deleted library is gone, and whoever keeps its files was told once', async () => {
  const { id } = await create('Old');
  const stale = await ada.call('DELETE', `/libraries/${id}`, undefined, { 'if-match': '"2"' });
  expect(stale.statusCode).toBe(412);
  expect(deleted).not.toContain(id);
  expect((await ada.call('DELETE', `/libraries/${id}`)).statusCode).toBe(204);
  expect(deleted.filter(each => each === id)).toHaveLength(1);
  for (const method of ['GET', 'DELETE']) {
    expect((await ada.call(method, `/libraries/${id}`)).statusCode).toBe(404);
  }
  expect((await ada.call('PATCH', `/libraries/${id}`, {}, { 'if-match': '"1"' })).statusCode).toBe(404);
});

test('paging shows each library once, newest first, while others come and go', async () => {
  const bob = await api.signUp('bob');
  const made: string[] = [];
  for (let n = 0; n < 7; n++) made.unshift((await create(`Shelf ${n}`, bob)).id);
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const reply = await bob.call('GET', `/libraries?limit=2${cursor && `&cursor=${cursor}`}`);
    const page = reply.json<{ items: { id: string }[]; next_cursor: string | null }>();
    expect(page.items.length).toBeLessThanOrEqual(2);
    seen.push(...page.items.map(each => each.id));
    cursor = page.next_cursor;
    await create(`Newcomer ${seen.length}`, bob);
  }
  expect(seen).toEqual(made);
});

test('a cursor is good for its own list, tenant and filters only', async () => {
  const [carol, dave] = [await api.signUp('carol'), await api.signUp('dave')];
  for (const user of [carol, dave]) for (const name of ['One', 'Two']) await create(name, user);
  const { next_cursor: cursor } = (await carol.call('GET', '/libraries?limit=1')).json();
  expect((await carol.call('GET', `/libraries?limit=5&cursor=${cursor}`)).statusCode).toBe(200);
  for (const reply of [
    await dave.call('GET', `/libraries?cursor=${cursor}`),
    await carol.call('GET', `/api-keys?cursor=${cursor}`),
    await carol.call('GET', `/libraries?cursor=${cursor}x`.replace(/.x$/, '!')),
    await carol.call('GET', '/libraries?cursor=bm9pc2U'),
  ]) {
    expect(reply.statusCode).toBe(400);
    expect(reply.json().code).toBe('invalid-cursor');
  }
});

test.each([
  ['limit=0', 'query.limit'],
  ['limit=201', 'query.limit'],
  ['limit=many', 'query.limit'],
])('the page size %s is refused', async (query, path) => {
  const reply = await ada.call('GET', `/libraries?${query}`);
  expect(reply.statusCode).toBe(400);
  expect(reply.json().errors[0].path).toBe(path);
});

test('another tenant’s library is answered exactly like none', async () => {
  const eve = await api.signUp('eve');
  const { id } = await create('Private');
  for (const [method, body] of [['GET'], ['PATCH', { name: 'Mine' }], ['DELETE']] as [string, object?][]) {
    const headers = { 'if-match': '"1"', 'x-request-id': 'same-for-both' };
    const foreign = await eve.call(method, `/libraries/${id}`, body, headers);
    const missing = await eve.call(method, `/libraries/${createId()}`, body, headers);
    expect([foreign.statusCode, foreign.body]).toEqual([missing.statusCode, missing.body]);
    expect(foreign.statusCode).toBe(404);
  }
  expect((await ada.call('GET', `/libraries/${id}`)).json()).toMatchObject({ name: 'Private', version: 1 });
});
