import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JobRunner } from '#kernel/jobs/job-runner.ts';
import { makePicture } from '#tests/support/files/make-picture.ts';
import { openDocumentApi, upload, waitForDocument } from '#tests/support/open-document-api.ts';
import type { DocumentApi } from '#tests/support/open-document-api.ts';
import type { TestUser } from '#tests/support/open-test-api.ts';

let api: DocumentApi;
let worker: JobRunner;
let ada: TestUser;
let libraryId: string;
let reportId: string;

beforeAll(async () => {
  api = await openDocumentApi({ maxUploadBytes: 2 * 1024 ** 2 });
  worker = await api.work();
  ada = await api.signUp('ada');
  libraryId = (await ada.call('POST', '/libraries', { name: 'Shelf' })).json().id;
  const bytes = await readFile(
    new URL('../../samples/library/harbour-light-annual-report.pdf', import.meta.url),
  );
  const reply = await upload(ada, libraryId, { name: 'report.pdf', bytes, type: 'application/pdf' });
  reportId = (await waitForDocument(ada, reply.json().id)).id;
});

afterAll(async () => {
  await worker[Symbol.asyncDispose]();
  await api[Symbol.asyncDispose]();
});

const imageOf = (user: TestUser, rest: string, headers: Record<string, string> = {}) =>
  user.call('GET', `/documents/${reportId}/pages/${rest}`, undefined, headers);

test('a page is drawn as PNG, and not sent again to whoever has it', async () => {
  const reply = await imageOf(ada, '1.png?dpi=72');
  expect(reply.statusCode).toBe(200);
  expect(reply.headers['content-type']).toBe('image/png');
  expect(reply.headers['cache-control']).toBe('private, no-cache');
  // The width stands in the header of a PNG; at 72 dots an inch a dot is a point.
  const { size } = (await ada.call('GET', `/documents/${reportId}/pages/1`)).json();
  expect(reply.rawPayload.readUInt32BE(16)).toBe(Math.round(size.width));
  const again = await imageOf(ada, '1.png?dpi=72', { 'if-none-match': String(reply.headers['etag']) });
  expect(again.statusCode).toBe(304);
  expect(again.rawPayload).toHaveLength(0);
});

test('WebP is the smaller choice, and each page has a tag of its own', async () => {
  const [png, webp] = [await imageOf(ada, '2.png'), await imageOf(ada, '2.webp')];
  expect(webp.headers['content-type']).toBe('image/webp');
  expect(webp.rawPayload.subarray(8, 12).toString()).toBe('WEBP');
  expect(webp.rawPayload.length).toBeLessThan(png.rawPayload.length);
  expect(new Set([png, webp, await imageOf(ada, '3.png')].map(each => each.headers['etag'])).size).toBe(3);
});

test('pages that do not exist, or belong to others, have no image', async () => {
  expect((await imageOf(ada, '99.png')).statusCode).toBe(404);
  expect((await imageOf(ada, '0.png')).statusCode).toBe(404);
  const eve = await api.signUp('eve');
  const foreign = await imageOf(eve, '1.png');
  expect(foreign.statusCode).toBe(404);
  expect(foreign.json().detail).toBe('There is no such document.');
});

test('text without sheets has no images', async () => {
  const reply = await upload(ada, libraryId, {
    name: 'notes.md',
    bytes: '# Notes\n\nThe gate opens at nine.',
  });
  const notes = await waitForDocument(ada, reply.json().id);
  const image = await ada.call('GET', `/documents/${notes.id}/pages/1.png`);
  expect(image.statusCode).toBe(404);
  expect(image.json().detail).toBe('There is no such image of a page.');
});

test('a picture has an image of its page as well, as large as its boxes say', async () => {
  const bytes = makePicture(['The harbour opens at nine.'], { kind: 'jpeg' });
  const reply = await upload(ada, libraryId, { name: 'notice.jpg', bytes, type: 'image/jpeg' });
  const picture = await waitForDocument(ada, reply.json().id);
  const image = await ada.call('GET', `/documents/${picture.id}/pages/1.png?dpi=72`);
  expect(image.statusCode).toBe(200);
  const { size } = (await ada.call('GET', `/documents/${picture.id}/pages/1`)).json();
  expect(image.rawPayload.readUInt32BE(16)).toBe(Math.round(size.width));
  expect(image.rawPayload.readUInt32BE(20)).toBe(Math.round(size.height));
});
