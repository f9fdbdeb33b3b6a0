import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { emptyInsightTrash } from '#insights/trash/delete-insight.ts';
import { ask, openInsightApi, reply, waitForInsight } from '#tests/support/open-insight-api.ts';
import type { InsightApi, SeenInsight } from '#tests/support/open-insight-api.ts';

const TEXT = 'Everyone at Ashdown has 28 days of paid leave a year, besides public holidays.';

async function openWithSummary(): Promise<InsightApi & { documentId: string; id: string }> {
  const api = await openInsightApi();
  const documentId = await api.index('Handbook', [TEXT]);
  api.provider.always(reply({ title: 'Leave', points: ['Everyone has 28 days of paid leave a year [1].'] }));
  const worker = await api.work();
  const id = await ask(api.user, { kind: 'summary', document_ids: [documentId] });
  await waitForInsight(api.user, id);
  return {
    ...api,
    documentId,
    id,
    [Symbol.asyncDispose]: async () => {
      await worker[Symbol.asyncDispose]();
      await api[Symbol.asyncDispose]();
    },
  };
}

const get = async (api: InsightApi, id: string): Promise<SeenInsight> =>
  (await api.user.call('GET', `/insights/${id}`)).json<SeenInsight>();

test('an insight says when its document was changed, and can be generated again', async () => {
  await using api = await openWithSummary();
  const { documentId, id, user } = api;
  await withTransaction(api.db, user, tx =>
    tx
      .updateTable('documents')
      .set({ title: 'Renamed', updated_at: sql`now() + interval '1 s'` })
      .where('id', '=', documentId)
      .execute(),
  );
  expect(await get(api, id)).toMatchObject({ outdated: false, documents: [{ change: null }] });
  await withTransaction(api.db, user, async tx => {
    await tx.updateTable('chunks').set({ version: 2 }).where('document_id', '=', documentId).execute();
  });
  expect(await get(api, id)).toMatchObject({ outdated: true, documents: [{ change: 'changed' }] });
  const again = await user.call('POST', `/insights/${id}/regenerate`);
  expect(again.statusCode).toBe(202);
  const fresh = await waitForInsight(user, again.json().id);
  expect(fresh).toMatchObject({ status: 'ready', outdated: false, kind: 'summary' });
  expect(fresh.id).not.toBe(id);
});

test('an insight about a library says when the library has more, and is generated again with it', async () => {
  await using api = await openWithSummary();
  const { user } = api;
  const id = await ask(user, { kind: 'summary', library_ids: [api.libraryId] });
  expect(await waitForInsight(user, id)).toMatchObject({ outdated: false, new_documents: 0 });
  await api.index('Annex', ['Whoever is ill calls before nine.']);
  expect(await get(api, id)).toMatchObject({ outdated: true, new_documents: 1 });
  // One about chosen documents stays as it is.
  expect(await get(api, api.id)).toMatchObject({ outdated: false, new_documents: 0 });
  const again = (await user.call('POST', `/insights/${id}/regenerate`)).json();
  const fresh = await waitForInsight(user, again.id);
  expect(fresh['documents']).toHaveLength(2);
  expect(fresh).toMatchObject({ outdated: false, new_documents: 0 });
});

test('of a document that is gone an insight keeps its text and says so; nothing is left to generate again', async () => {
  await using api = await openWithSummary();
  await withTransaction(api.db, api.user, tx =>
    tx.deleteFrom('documents').where('id', '=', api.documentId).execute(),
  );
  const insight = await get(api, api.id);
  expect(insight).toMatchObject({ outdated: true, documents: [{ title: 'Handbook', change: 'deleted' }] });
  expect(insight['citations']).toMatchObject([{ quote: TEXT, state: 'lost' }]);
  const again = await api.user.call('POST', `/insights/${api.id}/regenerate`);
  expect(again.json()).toMatchObject({ status: 400, code: 'nothing-ready' });
});

test('a copy has the same content, costs nothing, and outlives the first', async () => {
  await using api = await openWithSummary();
  const { id, user } = api;
  const copy = (await user.call('POST', `/insights/${id}/duplicate`)).json<SeenInsight>();
  expect(copy).toMatchObject({ status: 'ready', copied_from: id, usage: { credits: 0 } });
  await user.call('DELETE', `/insights/${id}`);
  await user.call('DELETE', `/trash/insights/${id}`);
  const content = await get(api, copy.id);
  expect(content['sections'][0].entries[0].items[0].text).toBe(
    'Everyone has 28 days of paid leave a year [1].',
  );
  expect(content['citations']).toHaveLength(1);
});

test('a deletion can be taken back until its days are over', async () => {
  await using api = await openWithSummary();
  const { id, user } = api;
  const codeOf = async (method: string, url: string) => (await user.call(method, url)).statusCode;
  expect(await codeOf('DELETE', `/insights/${id}`)).toBe(204);
  expect(await codeOf('GET', `/insights/${id}`)).toBe(404);
  expect((await user.call('GET', '/insights')).json().items).toEqual([]);
  expect((await user.call('GET', '/trash/insights')).json().items).toMatchObject([{ id }]);
  expect(await codeOf('POST', `/insights/${id}/restore`)).toBe(200);
  expect(await codeOf('GET', `/insights/${id}`)).toBe(200);
  await emptyInsightTrash(api.db);
  expect(await codeOf('GET', `/insights/${id}`)).toBe(200);
  await user.call('DELETE', `/insights/${id}`);
  await withTransaction(api.db, user, async tx => {
    await sql`select set_config('app.deleted', 'on', true)`.execute(tx);
    await sql`update insights set deleted_at = now() - interval '31 days'`.execute(tx);
  });
  await emptyInsightTrash(api.db);
  expect(await codeOf('POST', `/insights/${id}/restore`)).toBe(404);
});

test('a saved kind brings its instructions, and its name stays with what it made', async () => {
  await using api = await openWithSummary();
  const { documentId, user, provider } = api;
  const saved = await user.call('POST', '/insight-kinds', {
    name: 'Study guide',
    base: 'summary',
    instructions: 'Write for pupils of ten.',
  });
  expect(saved.statusCode).toBe(201);
  const { id: kind } = saved.json<{ id: string }>();
  const again = await user.call('POST', '/insight-kinds', {
    name: 'Study guide',
    base: 'summary',
    instructions: 'x',
  });
  expect(again.json()).toMatchObject({ status: 409, code: 'name-taken' });
  const asked = { kind, document_ids: [documentId], instructions: 'And be brief.' };
  const insight = await waitForInsight(user, await ask(user, asked));
  expect(insight).toMatchObject({ kind: 'summary', kind_name: 'Study guide' });
  const sent = JSON.stringify(provider.calls.at(-1)!.body);
  expect(sent).toContain('Write for pupils of ten.');
  expect(sent).toContain('And be brief.');
  await user.call('POST', '/insight-kinds', { name: 'Quiz', base: 'summary', instructions: 'x' });
  const rename = (name: string, version: number) =>
    user.call('PATCH', `/insight-kinds/${kind}`, { name }, { 'if-match': `"${version}"` });
  expect((await rename('Quiz', 1)).json()).toMatchObject({ status: 409, code: 'name-taken' });
  expect((await rename('For the school', 1)).json()).toMatchObject({ name: 'For the school', version: 2 });
  expect((await rename('Late', 1)).statusCode).toBe(412);
  expect((await user.call('DELETE', `/insight-kinds/${kind}`)).statusCode).toBe(204);
  expect((await user.call('POST', '/insights', asked)).statusCode).toBe(404);
  expect(await get(api, insight.id)).toMatchObject({ kind_name: 'Study guide' });
});

test('another tenant cannot use a saved kind, and a viewer can read but not ask', async () => {
  await using api = await openWithSummary();
  const stranger = await api.signUp('eve');
  const { id: kind } = (
    await api.user.call('POST', '/insight-kinds', { name: 'Mine', base: 'summary', instructions: 'x' })
  ).json<{ id: string }>();
  const asked = { kind, library_ids: [api.libraryId] };
  expect((await stranger.call('POST', '/insights', asked)).json()).toMatchObject({ code: 'not-found' });
  const viewer = await api.signUp('vic', 'viewer');
  expect((await viewer.call('GET', '/insights')).statusCode).toBe(200);
  expect((await viewer.call('POST', '/insights', asked)).statusCode).toBe(403);
});
