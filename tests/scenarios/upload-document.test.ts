import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createId } from '#kernel/ids.ts';
import type { JobRunner } from '#kernel/jobs/job-runner.ts';
import { openDocumentApi, upload, waitForDocument } from '#tests/support/open-document-api.ts';
import type { DocumentApi } from '#tests/support/open-document-api.ts';
import type { TestUser } from '#tests/support/open-test-api.ts';

let api: DocumentApi;
let worker: JobRunner;
let ada: TestUser;
let libraryId: string;

beforeAll(async () => {
  api = await openDocumentApi({ maxUploadBytes: 2 * 1024 ** 2 });
  worker = await api.work();
  ada = await api.signUp('ada');
  libraryId = (await ada.call('POST', '/libraries', { name: 'Shelf' })).json().id;
});

afterAll(async () => {
  await worker[Symbol.asyncDispose]();
  await api[Symbol.asyncDispose]();
});

const sample = (name: string) => readFile(new URL(`../../samples/library/${name}`, import.meta.url));

test('an uploaded PDF is read page by page and becomes ready', async () => {
  const bytes = await sample('harbour-light-annual-report.pdf');
  const reply = await upload(ada, libraryId, { name: 'report.pdf', bytes, type: 'application/pdf' });
  expect(reply.statusCode).toBe(202);
  expect(reply.json()).toMatchObject({
    status: 'pending',
    title: 'report',
    file_name: 'report.pdf',
    byte_size: bytes.length,
    library_id: libraryId,
    progress: { stage: 'pending', done: 0, total: null },
  });
  const ready = await waitForDocument(ada, reply.json().id);
  expect(ready).toMatchObject({ status: 'ready', format: 'pdf', paged: true, progress: null, failure: null });
  expect(ready['page_count']).toBeGreaterThanOrEqual(8);
  expect(ready['chunk_count']).toBeGreaterThan(10);
  const pages = (await ada.call('GET', `/documents/${ready.id}/pages?limit=3`)).json();
  expect(pages.items.map((page: { number: number }) => page.number)).toEqual([1, 2, 3]);
  const next = await ada.call('GET', `/documents/${ready.id}/pages?limit=3&cursor=${pages.next_cursor}`);
  expect(next.json().items[0].number).toBe(4);
  const page = (await ada.call('GET', `/documents/${ready.id}/pages/1`)).json();
  expect(page.text.length).toBe(pages.items[0].characters);
  expect(page.words.length).toBeGreaterThan(0);
  expect((await ada.call('GET', `/documents/${ready.id}/pages/9999`)).statusCode).toBe(404);
});

test('the same bytes again are the same document, and title and metadata come with the form', async () => {
  const file = { name: 'notes.md', bytes: '# Notes\n\nThe gate opens at nine.' };
  const fields = { title: 'My notes', metadata: '{"team":"harbour"}' };
  const first = await upload(ada, libraryId, file, fields);
  expect(first.statusCode).toBe(202);
  expect(first.json()).toMatchObject({ title: 'My notes', metadata: { team: 'harbour' } });
  const again = await upload(ada, libraryId, { ...file, name: 'copy.md' });
  expect(again.statusCode).toBe(200);
  expect(again.json()).toMatchObject({ id: first.json().id, title: 'My notes' });
  await waitForDocument(ada, first.json().id);
});

test('a text can be sent as JSON', async () => {
  const reply = await ada.call('POST', `/libraries/${libraryId}/documents`, {
    title: 'Opening hours',
    text: '# Hours\n\nWe open at eight.',
    media_type: 'text/markdown',
  });
  expect(reply.statusCode).toBe(202);
  const ready = await waitForDocument(ada, reply.json().id);
  expect(ready).toMatchObject({ status: 'ready', format: 'markdown', file_name: 'Opening hours.md' });
});

test('the original comes back byte by byte, and cannot run in our origin', async () => {
  const bytes = '<script>alert(1)</script><p>Hello</p>';
  const { id } = (await upload(ada, libraryId, { name: 'page “1”.html', bytes, type: 'text/html' })).json();
  const reply = await ada.call('GET', `/documents/${id}/file`);
  expect(reply.body).toBe(bytes);
  expect(reply.headers['content-disposition']).toBe(
    "attachment; filename*=UTF-8''page%20%E2%80%9C1%E2%80%9D.html",
  );
  expect(reply.headers['content-security-policy']).toBe('sandbox');
  expect(reply.headers['content-type']).toBe('application/octet-stream');
});

test.each([
  ['a form without a file', { title: 'x' }, undefined, 400, 'invalid-input'],
  ['metadata that is no JSON', { metadata: '{oops' }, 'x', 400, 'invalid-input'],
  ['an unknown field', { tenant_id: 'x' }, 'x', 400, 'invalid-input'],
  ['a file over the limit', {}, 'x'.repeat(2 * 1024 ** 2 + 1), 413, 'file-too-large'],
])('%s is refused and leaves nothing behind', async (_case, fields, bytes, status, code) => {
  const before = (await ada.call('GET', '/documents?limit=200')).json().items.length;
  const reply =
    bytes === undefined
      ? await uploadOnlyFields(fields as Record<string, string>)
      : await upload(ada, libraryId, { name: 'a.txt', bytes }, fields as Record<string, string>);
  expect(reply.statusCode).toBe(status);
  expect(reply.json().code).toBe(code);
  expect((await ada.call('GET', '/documents?limit=200')).json().items).toHaveLength(before);
});

async function uploadOnlyFields(fields: Record<string, string>) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  const encoded = new Response(form);
  return ada.call('POST', `/libraries/${libraryId}/documents`, Buffer.from(await encoded.arrayBuffer()), {
    'content-type': encoded.headers.get('content-type')!,
  });
}

test('a damaged file fails with its cause and what to do', async () => {
  const bytes = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(4000, 7)]);
  const { id } = (await upload(ada, libraryId, { name: 'broken.pdf', bytes })).json();
  const failed = await waitForDocument(ada, id);
  expect(failed).toMatchObject({
    status: 'failed',
    chunk_count: 0,
    failure: { code: 'file-damaged', next_step: expect.any(String) },
  });
  const again = await upload(ada, libraryId, { name: 'broken.pdf', bytes });
  expect(again.statusCode).toBe(200);
  expect(again.json()).toMatchObject({ id, status: 'pending', failure: null });
  await waitForDocument(ada, id, document => document.status === 'failed');
  expect((await ada.call('POST', `/documents/${id}/retry`)).statusCode).toBe(202);
  await waitForDocument(ada, id, document => document.status === 'failed');
});

test('a video is refused at once, with what can be read instead', async () => {
  const bytes = Buffer.from('\0\0\0\x18ftypmp42'.padEnd(400, 'x'), 'latin1');
  const reply = await upload(ada, libraryId, { name: 'tour.mp4', bytes, type: 'video/mp4' });
  expect(reply.statusCode).toBe(415);
  expect(reply.json()).toMatchObject({ code: 'unsupported-format' });
  const { items } = (await ada.call('GET', `/documents?library_id=${libraryId}`)).json();
  expect(items.map((each: { file_name: string }) => each.file_name)).not.toContain('tour.mp4');
});

test('a ready document cannot be retried, and cancelling it changes nothing', async () => {
  const { id } = (await upload(ada, libraryId, { name: 'calm.txt', bytes: 'All is calm.' })).json();
  await waitForDocument(ada, id);
  const retried = await ada.call('POST', `/documents/${id}/retry`);
  expect([retried.statusCode, retried.json().code]).toEqual([409, 'state-conflict']);
  expect((await ada.call('POST', `/documents/${id}/cancel`)).json().status).toBe('ready');
});

test('a document is renamed in the version that was read, and found by a part of its title', async () => {
  const { id } = (await upload(ada, libraryId, { name: 'draft.txt', bytes: 'A draft.' })).json();
  await waitForDocument(ada, id);
  const change = (tag: string) =>
    ada.call('PATCH', `/documents/${id}`, { title: '100% Final_Plan' }, { 'if-match': tag });
  expect((await change('"1"')).headers['etag']).toBe('"2"');
  expect((await change('"1"')).statusCode).toBe(412);
  const found = await ada.call('GET', `/documents?q=${encodeURIComponent('final_p')}&status=ready`);
  expect(found.json().items.map((each: { id: string }) => each.id)).toEqual([id]);
});

test('the events of a document end with done', async () => {
  const { id } = (await upload(ada, libraryId, { name: 'watched.txt', bytes: 'Watch me.' })).json();
  const stream = await ada.call('GET', `/documents/${id}/events`, undefined, { accept: 'text/event-stream' });
  expect(stream.headers['content-type']).toMatch(/^text\/event-stream/);
  expect(stream.body).toMatch(/event: document\n/);
  expect(stream.body.trimEnd()).toMatch(/event: done\ndata: \{"type":"done","status":"ready"\}$/);
});

test('a document that is removed from the trash is gone with its file', async () => {
  const { id } = (await upload(ada, libraryId, { name: 'gone.txt', bytes: 'Forget me.' })).json();
  await waitForDocument(ada, id);
  expect((await ada.call('DELETE', `/documents/${id}`)).statusCode).toBe(204);
  expect((await ada.call('GET', `/documents/${id}`)).statusCode).toBe(404);
  expect(await hasBlob(id)).toBe(true);
  expect((await ada.call('DELETE', `/trash/documents/${id}`)).statusCode).toBe(204);
  await expect.poll(() => hasBlob(id)).toBe(false);
});

test('a deleted library takes its documents’ files along', async () => {
  const shelf = (await ada.call('POST', '/libraries', { name: 'Old shelf' })).json().id;
  const { id } = (await upload(ada, shelf, { name: 'old.txt', bytes: 'Old text.' })).json();
  expect(await hasBlob(id)).toBe(true);
  expect((await ada.call('DELETE', `/libraries/${shelf}`)).statusCode).toBe(204);
  await expect.poll(() => hasBlob(id)).toBe(false);
});

async function hasBlob(id: string): Promise<boolean> {
  for await (const blob of api.blobs.list('')) if (blob.key.endsWith(id)) return true;
  return false;
}

test('another tenant’s documents are answered exactly like none', async () => {
  const eve = await api.signUp('eve');
  const { id } = (await upload(ada, libraryId, { name: 'private.txt', bytes: 'Private.' })).json();
  const paths = ['', '/pages', '/pages/1', '/file', '/events', '/cancel', '/retry'];
  for (const path of paths) {
    const method = ['/cancel', '/retry'].includes(path) ? 'POST' : 'GET';
    const headers = { 'x-request-id': 'same-for-both' };
    const foreign = await eve.call(method, `/documents/${id}${path}`, undefined, headers);
    const missing = await eve.call(method, `/documents/${createId()}${path}`, undefined, headers);
    expect([path, foreign.statusCode, foreign.body]).toEqual([path, 404, missing.body]);
  }
  expect((await upload(eve, libraryId, { name: 'a.txt', bytes: 'a' })).statusCode).toBe(404);
});
