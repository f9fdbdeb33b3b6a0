import { expect, test } from 'vitest';
import { openDocumentApi, waitForDocument } from '#tests/support/open-document-api.ts';
import { conversation, openTranscriptApi, waitForWork } from '#tests/support/open-transcript-api.ts';
import type { Reply, TestUser } from '#tests/support/open-test-api.ts';

const TUS = { 'tus-resumable': '1.0.0' };
const BYTES = { ...TUS, 'content-type': 'application/offset+octet-stream' };

async function begin(user: TestUser, length: number, metadata: Record<string, string> = {}): Promise<string> {
  const pairs = Object.entries(metadata).map(([k, v]) => `${k} ${Buffer.from(v).toString('base64')}`);
  const named = pairs.length === 0 ? undefined : { 'upload-metadata': pairs.join(',') };
  const reply = await user.call('POST', '/uploads', undefined, {
    ...TUS,
    'upload-length': String(length),
    ...named,
  });
  expect(reply.statusCode).toBe(201);
  expect(reply.headers.location).toMatch(/^\/api\/v1\/uploads\/[0-9a-f-]{36}$/);
  expect(reply.headers['access-control-allow-origin']).toBeUndefined();
  return String(reply.headers.location).replace('/api/v1', '');
}

const send = (user: TestUser, url: string, offset: number, bytes: string | Buffer): Promise<Reply> =>
  user.call('PATCH', url, bytes, { ...BYTES, 'upload-offset': String(offset) });

test('a file that came in two pieces becomes a document, once', async () => {
  await using api = await openDocumentApi();
  const user = await api.signUp('ada');
  const library = (await user.call('POST', '/libraries', { name: 'one' })).json<{ id: string }>();
  const text = 'The harbour gate opens at low tide.';
  const url = await begin(user, text.length, {
    filename: 'gate.txt',
    filetype: 'text/plain',
    for: 'document',
  });
  const first = await send(user, url, 0, text.slice(0, 11));
  expect([first.statusCode, first.headers['upload-offset']]).toEqual([204, '11']);
  const create = () =>
    user.call('POST', `/libraries/${library.id}/documents`, { upload_id: url.split('/').at(-1) });
  const early = await create();
  expect([early.statusCode, early.json<{ code: string }>().code]).toEqual([409, 'state-conflict']);
  const again = await send(user, url, 0, text.slice(0, 11));
  expect([again.statusCode, again.json<{ code: string }>().code]).toEqual([409, 'upload-offset-conflict']);
  const seen = await user.call('HEAD', url, undefined, TUS);
  expect([seen.statusCode, seen.headers['upload-offset'], seen.headers['upload-length']]).toEqual([
    200,
    '11',
    String(text.length),
  ]);
  expect((await send(user, url, 11, text.slice(11))).headers['upload-offset']).toBe(String(text.length));
  const made = await create();
  expect(made.statusCode).toBe(202);
  expect(made.json()).toMatchObject({ title: 'gate', file_name: 'gate.txt', byte_size: text.length });
  await using _worker = await api.work();
  const { id } = made.json<{ id: string }>();
  expect(await waitForDocument(user, id)).toMatchObject({ status: 'ready', media_type: 'text/plain' });
  expect((await user.call('GET', `/documents/${id}/file`)).body).toBe(text);
  expect((await create()).statusCode).toBe(404);
  expect((await user.call('HEAD', url, undefined, TUS)).statusCode).toBe(404);
});

test('nobody but its tenant reaches an upload, and what is too large is refused before its first byte', async () => {
  await using api = await openDocumentApi({ maxUploadBytes: 1_000 });
  const [ada, eve, viewer] = [
    await api.signUp('ada'),
    await api.signUp('eve'),
    await api.signUp('viewer', 'viewer'),
  ];
  const url = await begin(ada, 4);
  for (const reply of [
    await eve.call('HEAD', url, undefined, TUS),
    await send(eve, url, 0, 'evil'),
    await eve.call('DELETE', url, undefined, TUS),
  ])
    expect(reply.statusCode).toBe(404);
  const headers = { ...TUS, 'upload-length': '1001', 'upload-metadata': `for ${btoa('document')}` };
  expect((await ada.call('POST', '/uploads', undefined, headers)).statusCode).toBe(413);
  expect((await viewer.call('POST', '/uploads', undefined, headers)).statusCode).toBe(403);
  expect((await send(ada, url, 0, 'five!')).statusCode).toBe(413);
  expect((await ada.call('DELETE', url, undefined, TUS)).statusCode).toBe(204);
  expect((await ada.call('HEAD', url, undefined, TUS)).statusCode).toBe(404);
});

test('a file that came in pieces is imported, and the same request again makes no second import', async () => {
  await using api = await openTranscriptApi();
  const user = await api.signUp('ada');
  const file = Buffer.from(JSON.stringify([conversation('c-1'), conversation('c-2')]));
  const url = await begin(user, file.length, { filename: 'calls.json' });
  await send(user, url, 0, file.subarray(0, 100));
  await send(user, url, 100, file.subarray(100));
  const ask = () =>
    user.call('POST', `/transcripts/import?upload_id=${url.split('/').at(-1)}`, undefined, {
      'idempotency-key': 'k-1',
    });
  const made = await ask();
  expect(made.statusCode).toBe(202);
  const { id } = made.json<{ id: string }>();
  const repeated = await ask();
  expect([repeated.statusCode, repeated.json<{ id: string }>().id]).toEqual([202, id]);
  await using _worker = await api.work();
  expect(await waitForWork(user, `/transcripts/imports/${id}`)).toMatchObject({
    status: 'done',
    file_name: 'calls.json',
    accepted: 2,
  });
});
