import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createId } from '#kernel/ids.ts';
import type { JobRunner } from '#kernel/jobs/job-runner.ts';
import { makeList } from '#knowledge/fetch/address-rules.ts';
import { openDocumentApi, upload, waitForDocument } from '#tests/support/open-document-api.ts';
import type { DocumentApi } from '#tests/support/open-document-api.ts';
import type { TestUser } from '#tests/support/open-test-api.ts';
import { startWebSite } from '#tests/support/start-web-site.ts';
import type { WebSite } from '#tests/support/start-web-site.ts';

let api: DocumentApi;
let worker: JobRunner;
let site: WebSite;
let ada: TestUser;
let libraryId: string;

/** What the names of these tests resolve to; the site itself stands where an operator allowed it. */
const names: Record<string, string[]> = {
  'site.example': ['127.0.0.1'],
  'inside.example': ['10.0.0.7'],
  'mixed.example': ['93.184.215.14', '127.0.0.9'],
  'metadata.example': ['169.254.169.254'],
};
let failures = 0;
const sample = () =>
  readFile(new URL('../../samples/library/harbour-light-annual-report.pdf', import.meta.url));

beforeAll(async () => {
  const html = '<!doctype html><title>Tides</title><h1>Tides</h1><p>High water is at nine.</p>';
  site = await startWebSite({
    '/tides': (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(html),
    '/moved': (_, response) => response.writeHead(302, { location: '/tides?again' }).end(),
    '/tides?again': (_, response) => response.end('Low water is at three.'),
    '/packed': (_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('Packed all the same.')),
    '/inwards': (_, response) => response.writeHead(302, { location: `http://inside.example/` }).end(),
    '/by-number': (_, response) =>
      response.writeHead(302, { location: `http://2130706434:${site.port}/tides` }).end(),
    '/file': (_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    '/round': (_, response) => response.writeHead(302, { location: '/round' }).end(),
    '/large': (_, response) => response.end(Buffer.alloc(300_000, 'a')),
    '/bomb': (_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(5_000_000))),
    '/endless': (_, response) => void response.write('drip'),
    '/shaky': (_, response) =>
      failures++ === 0 ? response.writeHead(503).end() : response.end('Steady at last.'),
    '/report': (_, response) =>
      void sample().then(bytes =>
        response.writeHead(200, { 'content-disposition': 'attachment; filename="report.pdf"' }).end(bytes),
      ),
    '/twin': (_, response) => response.end('I am here twice.'),
    '/empty': (_, response) => response.end(),
  });
  const fetch = {
    allowed: makeList(['127.0.0.1/32']),
    maxBytes: 200_000,
    timeoutMs: 2_000,
    resolve: (hostname: string) => {
      const addresses = names[hostname] ?? [hostname];
      return Promise.resolve(addresses.map(address => ({ address, family: 4 })));
    },
  };
  api = await openDocumentApi({ fetch });
  worker = await api.work();
  ada = await api.signUp('ada');
  libraryId = (await ada.call('POST', '/libraries', { name: 'Shelf' })).json().id;
});

afterAll(async () => {
  await worker[Symbol.asyncDispose]();
  await api[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
});

const add = (url: string, rest: object = {}) =>
  ada.call('POST', `/libraries/${libraryId}/documents`, { url, ...rest });

async function read(path: string, host = 'site.example') {
  const reply = await add(`http://${host}:${site.port}${path}`);
  expect(reply.statusCode).toBe(202);
  return await waitForDocument(ada, reply.json().id);
}

async function textOf(id: string): Promise<string> {
  return (await ada.call('GET', `/documents/${id}/pages/1`)).json().text;
}

test('an address is fetched, read and found again by its address', async () => {
  const document = await read('/tides');
  const url = `http://site.example:${site.port}/tides`;
  expect(document).toMatchObject({
    status: 'ready',
    format: 'html',
    source_url: url,
    file_name: 'tides.html',
  });
  expect(document).toMatchObject({ title: `site.example:${site.port}/tides`, media_type: 'text/html' });
  expect(await textOf(document.id)).toBe('Tides\n\nHigh water is at nine.');
  expect((await ada.call('GET', `/documents/${document.id}/file`)).body).toContain('High water');
  const again = await add(`${url}#part`);
  expect(again.statusCode).toBe(200);
  expect(again.json().id).toBe(document.id);
});

test('redirects are followed, packed content is unpacked', async () => {
  const moved = await read('/moved');
  expect(await textOf(moved.id)).toBe('Low water is at three.');
  expect(await textOf((await read('/packed')).id)).toBe('Packed all the same.');
});

test.each([
  ['a name inside a network', '/', 'inside.example', 'source-address-refused'],
  ['a name that leads inside as well', '/', 'mixed.example', 'source-address-refused'],
  ['the metadata service', '/', 'metadata.example', 'source-address-refused'],
  ['a number for this machine', '/tides', '2130706434', 'source-address-refused'],
  ['a mapped address', '/tides', '[::ffff:127.0.0.2]', 'source-address-refused'],
  ['a redirect inside', '/inwards', 'site.example', 'source-address-refused'],
  ['a redirect to a number', '/by-number', 'site.example', 'source-address-refused'],
  ['a redirect to a file', '/file', 'site.example', 'source-refused'],
  ['redirects without end', '/round', 'site.example', 'source-refused'],
  ['what is not there', '/nowhere', 'site.example', 'source-refused'],
  ['too much', '/large', 'site.example', 'source-too-large'],
  ['too much once it is unpacked', '/bomb', 'site.example', 'source-too-large'],
  ['nothing', '/empty', 'site.example', 'source-empty'],
])('%s is refused', async (_, path, host, code) => {
  const document = await read(path, host);
  expect(document).toMatchObject({ status: 'failed', failure: { code } });
  expect((document['failure'] as { next_step: string }).next_step).not.toBe('');
  expect(JSON.stringify(document['failure'])).not.toMatch(/10\.0\.0\.7|127\.0/);
});

test('an address with a password, or of another kind, is refused at once', async () => {
  for (const url of ['http://ada:secret@site.example/', 'ftp://site.example/', 'file:///etc/passwd', 'x']) {
    const reply = await add(url);
    expect([reply.statusCode, reply.json().code]).toEqual([400, 'invalid-input']);
    expect(reply.body).not.toContain('secret');
  }
});

test('the library of another tenant is none, and an address is a document of its own in each library', async () => {
  const eve = await api.signUp('eve');
  const body = { url: `http://site.example:${site.port}/tides` };
  const foreign = await eve.call('POST', `/libraries/${libraryId}/documents`, body);
  const missing = await eve.call('POST', `/libraries/${createId()}/documents`, body);
  expect([foreign.statusCode, foreign.json().code]).toEqual([missing.statusCode, missing.json().code]);
  expect(foreign.statusCode).toBe(404);
  const own = (await eve.call('POST', '/libraries', { name: 'Shelf' })).json().id;
  expect((await eve.call('POST', `/libraries/${own}/documents`, body)).statusCode).toBe(202);
});

test('an address that fails for a moment is tried again', async () => {
  const document = await read('/shaky');
  expect(document).toMatchObject({ status: 'ready' });
  expect(failures).toBe(2);
});

test('a fetch that never ends is cancelled, and retried when asked', async () => {
  const reply = await add(`http://site.example:${site.port}/endless`);
  await waitForDocument(ada, reply.json().id, each => each.status === 'extracting');
  const cancelled = await ada.call('POST', `/documents/${reply.json().id}/cancel`);
  expect(cancelled.json().status).toBe('cancelled');
  expect((await add(`http://site.example:${site.port}/endless`)).statusCode).toBe(200);
  await waitForDocument(ada, reply.json().id, each => each.status !== 'cancelled');
  await ada.call('DELETE', `/documents/${reply.json().id}`);
});

test('content that the library has already is not read twice', async () => {
  const bytes = 'I am here twice.';
  await upload(ada, libraryId, { name: 'here.txt', bytes });
  const twin = await read('/twin');
  expect(twin).toMatchObject({ status: 'failed', failure: { code: 'source-known' } });
  expect((twin['failure'] as { message: string }).message).toContain('“here”');
  const report = await read('/report');
  expect(report).toMatchObject({ status: 'ready', format: 'pdf', file_name: 'report.pdf' });
  const same = await upload(ada, libraryId, { name: 'again.pdf', bytes: await sample() });
  expect([same.statusCode, same.json().id]).toEqual([200, report.id]);
});
