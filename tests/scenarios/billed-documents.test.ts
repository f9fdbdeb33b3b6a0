import { expect, test } from 'vitest';
import type { EmbeddingModel } from '#ai/embed.ts';
import { ProviderRefused } from '#ai/provider-errors.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { limitTenant } from '#tests/support/create-limited-tenant.ts';
import { openDocumentApi, upload, waitForDocument } from '#tests/support/open-document-api.ts';
import type { DocumentApi } from '#tests/support/open-document-api.ts';
import type { TestUser } from '#tests/support/open-test-api.ts';
import { checkBooks } from '#usage/records/check-books.ts';
import { listRecords } from '#usage/records/list-records.ts';

/** Counts its calls; `fails` decides what becomes of one; `counted` tokens are reported for each. */
function countingModel(fails: () => boolean = () => false, counted?: number) {
  const calls: string[][] = [];
  const model: EmbeddingModel = {
    id: 'counting',
    maxBatch: 10,
    embed: async (texts, { timer }) => {
      calls.push(texts);
      if (timer !== undefined) timer.countedTokens = counted;
      const provider = { role: 'embedding model', model: 'counting', variables: 'QUARRY_EMBEDDING' } as const;
      if (fails()) throw new ProviderRefused(provider, 400);
      return texts.map(() => Float32Array.from([1, 0]));
    },
  };
  return { model, calls };
}

async function openApi(model?: EmbeddingModel): Promise<DocumentApi & { user: TestUser; libraryId: string }> {
  const api = await openDocumentApi({ embeddingModel: model });
  const user = await api.signUp('ada');
  const { id: libraryId } = (await user.call('POST', '/libraries', { name: 'Books' })).json<{ id: string }>();
  return { ...api, user, libraryId };
}

const send = (api: { user: TestUser; libraryId: string }, text = 'The gate opens at seven.') =>
  upload(api.user, api.libraryId, { name: 'gate.txt', bytes: text });

async function expectSoundBooks({ db }: DocumentApi, { tenantId }: TestUser): Promise<void> {
  expect(await checkBooks(db, tenantId)).toEqual([]);
  const open = await withTransaction(db, { tenantId }, tx =>
    tx.selectFrom('usage_holds').select('id').where('state', '=', 'held').execute(),
  );
  expect(open).toEqual([]);
}

test('a document is billed when it is published: its pages, and the tokens that were embedded', async () => {
  const { model } = countingModel();
  await using api = await openApi(model);
  await using _worker = await api.work();
  const { id } = (await send(api)).json<{ id: string }>();
  await waitForDocument(api.user, id);
  const { tenantId } = api.user;
  const records = await listRecords(api.db, { tenantId, limit: 10 });
  expect(records).toMatchObject([
    { kind: 'document', model: 'counting', subject: id, pages: 1, source: 'estimated', tokens_out: 0 },
  ]);
  expect(records[0]!.tokens_in).toBeGreaterThan(3);
  expect(records[0]!.credits).toBe(Math.ceil((records[0]!.tokens_in * 100 + 10_000) / 1_000));
  await expectSoundBooks(api, api.user);
});

test('a document is billed by the provider’s count of tokens where there is one', async () => {
  const { model } = countingModel(() => false, 11);
  await using api = await openApi(model);
  await using _worker = await api.work();
  const { id } = (await send(api)).json<{ id: string }>();
  await waitForDocument(api.user, id);
  const records = await listRecords(api.db, { tenantId: api.user.tenantId, limit: 10 });
  expect(records).toMatchObject([{ kind: 'document', subject: id, tokens_in: 11, source: 'provider' }]);
  await expectSoundBooks(api, api.user);
});

test('a document that fails costs nothing, and is billed whole when a retry publishes it', async () => {
  let broken = true;
  const { model } = countingModel(() => broken);
  await using api = await openApi(model);
  await using _worker = await api.work();
  const { id } = (await send(api)).json<{ id: string }>();
  expect(await waitForDocument(api.user, id)).toMatchObject({ status: 'failed' });
  const { tenantId } = api.user;
  expect(await listRecords(api.db, { tenantId, limit: 10 })).toEqual([]);
  await expectSoundBooks(api, api.user);
  broken = false;
  await api.user.call('POST', `/documents/${id}/retry`);
  expect(await waitForDocument(api.user, id)).toMatchObject({ status: 'ready' });
  expect(await listRecords(api.db, { tenantId, limit: 10 })).toMatchObject([{ kind: 'document', pages: 1 }]);
  await expectSoundBooks(api, api.user);
});

test('a document that the plan has no room for fails with the numbers, before any provider is called', async () => {
  const { model, calls } = countingModel();
  await using api = await openApi(model);
  await limitTenant(api.db, api.user.tenantId, { credits: 5 });
  await using _worker = await api.work();
  const { id } = (await send(api)).json<{ id: string }>();
  expect(await waitForDocument(api.user, id)).toMatchObject({
    status: 'failed',
    failure: { code: 'quota-exceeded' },
  });
  expect(calls).toEqual([]);
  await limitTenant(api.db, api.user.tenantId, { credits: 0 });
  expect((await send(api, 'Another text.')).statusCode).toBe(402);
  await expectSoundBooks(api, api.user);
});

test('an upload that is repeated with its key is answered as the first time', async () => {
  await using api = await openApi();
  const put = (text: string) =>
    api.user.call(
      'POST',
      `/libraries/${api.libraryId}/documents`,
      { title: 'Gate', text },
      { 'idempotency-key': 'upload-1' },
    );
  const first = await put('It opens at seven.');
  const again = await put('It opens at seven.');
  expect(first.statusCode).toBe(202);
  expect(again.headers['idempotent-replayed']).toBe('true');
  expect([again.statusCode, again.body, again.headers.etag]).toEqual([202, first.body, first.headers.etag]);
  expect(await put('It opens at eight.')).toMatchObject({ statusCode: 422 });
  const bad = await api.user.call(
    'POST',
    `/libraries/${api.libraryId}/documents`,
    { title: 'x', text: 'y' },
    {
      'idempotency-key': 'é',
    },
  );
  expect(bad.json()).toMatchObject({ code: 'invalid-idempotency-key' });
});
