import { expect, test } from 'vitest';
import type { EmbeddingModel } from '#ai/embed.ts';
import { pino } from 'pino';
import { chunkRoutes } from '#knowledge/chunk/routes.ts';
import { searchRoutes } from '#knowledge/search/routes.ts';
import { limitTenant } from '#tests/support/create-limited-tenant.ts';
import { createLibrary, indexDocument } from '#tests/support/index-document.ts';
import { openTestApi } from '#tests/support/open-test-api.ts';
import { openUsage } from '#usage/holds/open-usage.ts';
import { planRoutes } from '#usage/plans/routes.ts';
import { checkBooks } from '#usage/records/check-books.ts';
import { usageRoutes } from '#usage/records/routes.ts';

const calls: string[] = [];
/** What the provider says it read; undefined: it does not say. */
let counted: number | undefined;
const embed: EmbeddingModel = {
  id: '=fake',
  maxBatch: 10,
  embed: async (texts, { timer }) => {
    calls.push(...texts);
    if (timer !== undefined) timer.countedTokens = counted;
    return texts.map(() => Float32Array.from([1, 0, 0]));
  },
};

async function openApi() {
  calls.length = 0;
  counted = undefined;
  const api = await openTestApi((app, { db }) => {
    const usage = openUsage(db);
    usageRoutes(app, { db });
    planRoutes(app, { db });
    chunkRoutes(app, { db, embed, usage });
    searchRoutes(app, { db, embed, usage, logger: pino({ level: 'silent' }) });
  });
  const user = await api.signUp('ada');
  const library = await createLibrary(api.db, user.tenantId);
  const { id } = await indexDocument(api.db, library, { title: 'Gate', pages: ['The gate opens at seven.'] });
  return { ...api, user, documentId: id };
}

test('an added chunk is billed once, however often its request is repeated', async () => {
  await using api = await openApi();
  const add = (text: string) =>
    api.user.call('POST', `/documents/${api.documentId}/chunks`, { text }, { 'idempotency-key': 'a' });
  const replies = [await add('It closes at ten.'), await add('It closes at ten.')];
  expect(replies.map(reply => reply.statusCode)).toEqual([201, 201]);
  expect(replies[1]!.body).toBe(replies[0]!.body);
  expect((await add('It closes at nine.')).statusCode).toBe(422);
  expect(calls).toHaveLength(1);
  const { items } = (await api.user.call('GET', '/usage/records')).json<{ items: object[] }>();
  expect(items).toMatchObject([{ kind: 'chunk-embedding', source: 'estimated', tokens_out: 0 }]);
  expect(await checkBooks(api.db, api.user.tenantId)).toEqual([]);
});

test('where the provider counts tokens, its count is billed and said to be its own', async () => {
  await using api = await openApi();
  counted = 37;
  await api.user.call('POST', `/documents/${api.documentId}/chunks`, { text: 'It closes at ten.' });
  const { items } = (await api.user.call('GET', '/usage/records')).json<{ items: object[] }>();
  expect(items).toMatchObject([{ kind: 'chunk-embedding', source: 'provider', tokens_in: 37 }]);
});

test('a search is billed for its query, once for a key, and refused before the model when nothing is left', async () => {
  await using api = await openApi();
  await api.user.call('POST', `/documents/${api.documentId}/chunks`, { text: 'It closes at ten.' });
  const search = (headers: Record<string, string> = {}) =>
    api.user.call('POST', '/search', { query: 'closing time', mode: 'vector' }, headers);
  const first = await search({ 'idempotency-key': 's' });
  const again = await search({ 'idempotency-key': 's' });
  expect([first.statusCode, again.statusCode, again.body]).toEqual([200, 200, first.body]);
  expect(again.headers['idempotent-replayed']).toBe('true');
  const { items } = (await api.user.call('GET', '/usage/records?kind=query-embedding')).json<{
    items: object[];
  }>();
  expect(items).toHaveLength(1);
  await limitTenant(api.db, api.user.tenantId, { credits: 0 });
  const before = calls.length;
  expect((await search()).json()).toMatchObject({ status: 402, code: 'quota-exceeded' });
  expect(calls).toHaveLength(before);
  expect(await checkBooks(api.db, api.user.tenantId)).toEqual([]);
});

test('usage, plan and records are shown, page by page and as CSV', async () => {
  await using api = await openApi();
  expect((await api.user.call('GET', '/plan')).json()).toMatchObject({
    id: 'local',
    limits: { credits: null, pages: null },
    since: null,
  });
  for (const text of ['One.', 'Two.', 'Three.'])
    await api.user.call('POST', `/documents/${api.documentId}/chunks`, { text });
  const usage = (await api.user.call('GET', '/usage')).json<{ meters: object[]; kinds: object[] }>();
  expect(usage.meters).toMatchObject([
    { meter: 'credits', limit: null, reserved: 0 },
    { meter: 'pages', used: 0 },
  ]);
  expect(usage.kinds).toMatchObject([{ kind: 'chunk-embedding', model: '=fake', records: 3 }]);
  const days = (await api.user.call('GET', '/usage/days?days=2')).json<{ items: object[] }>().items;
  const today = expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/);
  expect(days).toMatchObject([{ day: today, kind: 'chunk-embedding', records: 3 }]);
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const url: string = `/usage/records?limit=2${cursor && `&cursor=${cursor}`}`;
    const page = (await api.user.call('GET', url)).json<{
      items: { id: string }[];
      next_cursor: string | null;
    }>();
    seen.push(...page.items.map(item => item.id));
    cursor = page.next_cursor;
  }
  expect(new Set(seen).size).toBe(3);
  const csv = (await api.user.call('GET', '/usage/records.csv')).body.trim().split('\r\n');
  expect(csv).toHaveLength(4);
  expect(csv[0]).toMatch(/^id,kind,model,tokens_in/);
  // A model whose name a spreadsheet would take for a formula.
  expect(csv[1]).toContain(",'=fake,");
});

test('whoever may not read usage is refused', async () => {
  await using api = await openApi();
  const { secret } = (
    await api.user.call('POST', '/api-keys', { name: 'narrow', scopes: ['search:read'] })
  ).json<{ secret: string }>();
  const reply = await api.user.call('GET', '/usage', undefined, { authorization: `Bearer ${secret}` });
  expect(reply.statusCode).toBe(403);
});
