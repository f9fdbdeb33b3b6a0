import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeEvent } from '#features/schemas/decode-event.ts';
import { encodeEvent } from '#features/schemas/encode-event.ts';
import { openSchemas } from '#features/schemas/open-schemas.ts';
import { parseSchema } from '#features/schemas/parse-schema.ts';
import { registryRoutes } from '#features/schemas/routes.ts';
import { openTestApi } from '#tests/support/open-test-api.ts';
import type { TestApi, TestUser } from '#tests/support/open-test-api.ts';

let api: TestApi;
let user: TestUser;

beforeAll(async () => {
  api = await openTestApi(async (app, { db }) => {
    await app.register(async each => registryRoutes(each, { db }), { prefix: '/registry' });
  });
  user = await api.signUp('registry');
});

afterAll(() => api[Symbol.asyncDispose]());

const field = (name: string, type: unknown, more: object = {}) => ({ name, type, ...more });
const record = (...fields: object[]) => ({ type: 'record', name: 'Payment', namespace: 'shop', fields });
const v1 = record(field('card', 'string'), field('amount', 'long'));
const v2 = record(
  field('card', 'string'),
  field('amount', 'long'),
  field('country', 'string', { default: 'TH' }),
);

const call = async (method: string, path: string, body?: unknown, who = user) => {
  const reply = await who.call(method, `/registry${path}`, body);
  return { status: reply.statusCode, body: reply.json() as Record<string, unknown> };
};
const register = (subject: string, schema: object, who = user) =>
  call('POST', `/subjects/${subject}/versions`, { schema: JSON.stringify(schema) }, who);
const setLevel = (subject: string, compatibility: string) =>
  call('PUT', `/config/${subject}`, { compatibility });

test('a schema is registered once, and found by its id, its subject and its text', async () => {
  const { body: first } = await register('once-value', v1);
  expect((await register('once-value', v1)).body).toEqual(first);
  expect((await register('twice-value', v1)).body).toEqual(first);
  const { body: second } = await register('once-value', v2);
  expect(second['id']).not.toBe(first['id']);
  expect((await call('GET', '/subjects/once-value/versions')).body).toEqual([1, 2]);
  expect((await call('GET', '/subjects/once-value/versions/latest')).body).toMatchObject({
    version: 2,
    ...second,
  });
  expect(
    JSON.parse((await call('GET', `/schemas/ids/${Number(first['id'])}`)).body['schema'] as string),
  ).toEqual(v1);
  expect((await call('POST', '/subjects/once-value', { schema: JSON.stringify(v1) })).body).toMatchObject({
    version: 1,
    ...first,
  });
  expect((await call('GET', `/schemas/ids/${Number(first['id'])}/versions`)).body).toEqual([
    { subject: 'once-value', version: 1 },
    { subject: 'twice-value', version: 1 },
  ]);
});

test('a schema that cannot read what is there is refused, with the field named', async () => {
  await register('backward-value', v1);
  const refused = await register('backward-value', record(field('card', 'string'), field('shop', 'string')));
  expect(refused.status).toBe(409);
  expect(refused.body).toMatchObject({ error_code: 409, message: expect.stringContaining('field shop') });
  const check = await call('POST', '/compatibility/subjects/backward-value/versions/latest', {
    schema: JSON.stringify(record(field('card', 'int'), field('amount', 'long'))),
  });
  expect(check.body).toEqual({
    is_compatible: false,
    messages: ['field card does not go with version 1: a int cannot be read from a string'],
  });
});

test.each([
  ['BACKWARD', 409, 200],
  ['FORWARD', 200, 409],
  ['FULL', 409, 409],
  ['NONE', 200, 200],
])('%s decides who must read whom', async (level, ofAdding, ofRemoving) => {
  for (const [name, next, expected] of [
    ['adding', record(field('card', 'string'), field('amount', 'long'), field('shop', 'string')), ofAdding],
    ['removing', record(field('card', 'string')), ofRemoving],
  ] as const) {
    await register(`${level}-${name}`, v1);
    await setLevel(`${level}-${name}`, level);
    expect((await register(`${level}-${name}`, next)).status).toBe(expected);
  }
});

test('transitive levels look at every version, the others at the last', async () => {
  for (const [subject, level, expected] of [
    ['last', 'BACKWARD', 200],
    ['all', 'BACKWARD_TRANSITIVE', 409],
  ] as const) {
    await setLevel(subject, level);
    await register(subject, record(field('card', 'string')));
    await register(subject, record(field('card', 'string'), field('shop', 'string', { default: '' })));
    // Reads the second version, but not the first.
    const third = await register(subject, record(field('card', 'string'), field('shop', 'string')));
    expect(third.status).toBe(expected);
  }
});

test('what is missing or wrong is told in the codes that registry clients know', async () => {
  expect(await call('GET', '/subjects/none/versions')).toMatchObject({
    status: 404,
    body: { error_code: 40401 },
  });
  await register('there', v1);
  expect((await call('GET', '/subjects/there/versions/9')).body['error_code']).toBe(40402);
  expect((await call('GET', '/schemas/ids/99999')).body['error_code']).toBe(40403);
  expect(await register('there', { type: 'record' })).toMatchObject({
    status: 422,
    body: { error_code: 42201 },
  });
});

test('a client that only knows a name and a password sends the key as password', async () => {
  await register('basic', v1);
  const ask = (password: string) =>
    api.app.inject({
      url: '/api/v1/registry/subjects/basic/versions',
      headers: { authorization: `Basic ${Buffer.from(`any:${password}`).toString('base64')}` },
    });
  expect((await ask(user.apiKey)).json()).toEqual([1]);
  expect((await ask('wrong')).statusCode).toBe(401);
  const elsewhere = await api.app.inject({
    url: '/api/v1/api-keys',
    headers: { authorization: `Basic ${Buffer.from(`any:${user.apiKey}`).toString('base64')}` },
  });
  expect(elsewhere.statusCode).toBe(401);
});

test('the registry of another tenant is another one', async () => {
  const { body: mine } = await register('private', v1);
  const other = await api.signUp('elsewhere');
  expect((await call('GET', '/subjects', undefined, other)).body).toEqual([]);
  expect((await call('GET', '/subjects/private/versions', undefined, other)).status).toBe(404);
  expect((await call('GET', `/schemas/ids/${Number(mine['id'])}`, undefined, other)).status).toBe(404);
});

test('two that register at once get versions that follow each other', async () => {
  await setLevel('race', 'NONE');
  const schemas = Array.from({ length: 8 }, (_, at) => record(field(`field_${at}`, 'string')));
  const ids = await Promise.all(schemas.map(async schema => (await register('race', schema)).body['id']));
  expect(new Set(ids).size).toBe(8);
  expect((await call('GET', '/subjects/race/versions')).body).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test('events are read by the schemas of the registry, and the registry being away is no fault of theirs', async () => {
  const { body } = await register('events', v1);
  const schemaId = body['id'] as number;
  const [reader, bytes] = [
    parseSchema(v2),
    encodeEvent({ card: 'a', amount: 5 }, { schema: parseSchema(v1), schemaId }),
  ];
  const writers = await openSchemas(api.db).loadWriters(user.tenantId, [schemaId, 4_000_000_000]);
  expect(decodeEvent(bytes, { reader, writers }).value).toEqual({ card: 'a', amount: 5, country: 'TH' });
  const away = openSchemas(api.db, 'http://127.0.0.1:1/');
  await expect(away.loadWriters(user.tenantId, [schemaId])).rejects.toMatchObject({ code: 'registry-away' });
});
