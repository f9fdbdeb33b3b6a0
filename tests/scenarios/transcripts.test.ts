import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import {
  conversation,
  importFile,
  openTranscriptApi,
  waitForScorings,
} from '#tests/support/open-transcript-api.ts';

interface List {
  items: { id: string; external_id: string; sentiment: { label: string; engine: string } | null }[];
  next_cursor: string | null;
}

test('a conversation is added once, scored turn by turn, and found in the timeline', async () => {
  await using api = await openTranscriptApi();
  const user = await api.signUp('ada');
  const reply = await user.call('POST', '/transcripts', conversation('c-1', { metadata: { order: 7 } }));
  expect(reply.statusCode).toBe(201);
  expect(
    (await user.call('POST', '/transcripts', conversation('c-1', { metadata: { order: 7 } }))).statusCode,
  ).toBe(200);
  await using _worker = await api.work();
  expect(await waitForScorings(user)).toMatchObject([{ status: 'done', scored: 1, turns: 3 }]);
  const { id } = reply.json<{ id: string }>();
  const transcript = (await user.call('GET', `/transcripts/${id}`)).json<{ turns: object[] }>();
  expect(transcript).toMatchObject({
    external_id: 'c-1',
    language: 'en',
    started_at: '2026-03-04T05:06:07.000Z',
    metadata: { order: 7 },
    sentiment: { label: 'positive', engine: 'vader' },
    turns: [
      { speaker: 'customer', offset_ms: 0, language: 'en', sentiment: { label: 'negative' } },
      { speaker: 'agent', sentiment: { label: 'neutral' } },
      { speaker: 'customer', sentiment: { label: 'positive' } },
    ],
  });
  const { items } = (await user.call('GET', '/transcripts')).json<List>();
  expect(items.map(each => each.id)).toEqual([id]);
});

const lines = (...items: unknown[]) => items.map(each => `${JSON.stringify(each)}\n`).join('');

test.each([
  ['a JSON array', () => JSON.stringify([1, 2, 3].map(n => conversation(`c-${n}`))), ''],
  ['JSON Lines', () => lines(...[1, 2, 3].map(n => conversation(`c-${n}`))), ''],
  [
    'an object',
    () => JSON.stringify({ transcripts: [1, 2, 3].map(n => conversation(`c-${n}`)) }, null, 2),
    '',
  ],
  [
    'an array that lies deep',
    () => JSON.stringify({ a: [1], data: { list: [1, 2, 3].map(n => conversation(`c-${n}`)) } }),
    '?path=data.list',
  ],
  ['gzip', () => gzipSync(lines(...[1, 2, 3].map(n => conversation(`c-${n}`)))), ''],
  ['zstd', () => zstdCompressSync(JSON.stringify([1, 2, 3].map(n => conversation(`c-${n}`)))), ''],
  [
    'a file with a byte order mark',
    () => `\uFEFF${JSON.stringify([1, 2, 3].map(n => conversation(`c-${n}`)))}`,
    '',
  ],
])('%s is imported whole, and nothing twice', async (_, make, query) => {
  await using api = await openTranscriptApi();
  const user = await api.signUp('ada');
  await using _worker = await api.work();
  const first = await importFile(user, make(), { query });
  expect(first).toMatchObject({ status: 'done', accepted: 3, rejected: 0, duplicate: 0, cut_at: null });
  expect(first['bytes_read']).toBe(first['bytes_total']);
  const again = await importFile(user, make(), { query, type: 'application/json' });
  expect(again).toMatchObject({ status: 'done', accepted: 0, duplicate: 3 });
  const { items } = (await user.call('GET', '/transcripts')).json<List>();
  expect(items.map(each => each.external_id).toSorted()).toEqual(['c-1', 'c-2', 'c-3']);
  await waitForScorings(user);
  const scored = (await user.call('GET', '/transcripts?sentiment=positive')).json<List>();
  expect(scored.items).toHaveLength(3);
});

test('what is not right is set aside with its place and reason, and the rest is taken', async () => {
  await using api = await openTranscriptApi();
  const user = await api.signUp('ada');
  await using _worker = await api.work();
  const good = JSON.stringify(conversation('good'));
  const bad: [string, string | Buffer][] = [
    ['invalid-json', '{"external_id": nope}'],
    ['invalid-transcript', '{"external_id":"x"}'],
    ['duplicate-key', good.replace('{', '{"channel":"phone",')],
    ['forbidden-key', good.replace('"turns"', '"metadata":{"__proto__":{"admin":true}},"turns"')],
    ['number-out-of-range', good.replace('"turns"', '"metadata":{"n":1e999},"turns"')],
    ['number-out-of-range', good.replace('"turns"', '"metadata":{"n":9007199254740993},"turns"')],
    [
      'nested-too-deeply',
      good.replace('"turns"', `"metadata":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)},"turns"`),
    ],
    [
      'invalid-utf8',
      Buffer.concat([Buffer.from('{"external_id":"'), Buffer.from([0xff, 0xc0]), Buffer.from('"}')]),
    ],
    ['invalid-transcript', good.replace('waiting', 'wait\\u0000ing')],
    ['invalid-transcript', good.replace('waiting', 'wait\\ud800ing')],
    ['invalid-transcript', good.replace('waiting', 'x'.repeat(100_001))],
    ['too-large', good.replace('waiting', 'x'.repeat(9 * 1024 ** 2))],
  ];
  const file = Buffer.concat([
    Buffer.from(`${good}\n`),
    ...bad.flatMap(([, each]) => [Buffer.from(each), Buffer.from('\n')]),
    Buffer.from(JSON.stringify(conversation('last'))),
  ]);
  const done = await importFile(user, file);
  expect(done).toMatchObject({ status: 'done', accepted: 2, rejected: bad.length, cut_at: null });
  const download = await user.call('GET', `/transcripts/imports/${done.id}/rejects`);
  const rejects = download.body
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as { code: string; number: number; byte_start: number; byte_end: number });
  expect(rejects.map(each => each.code)).toEqual(bad.map(([code]) => code));
  for (const [index, { number, byte_start, byte_end }] of rejects.entries()) {
    expect(number).toBe(index + 2);
    expect(file.subarray(byte_start, byte_end).equals(Buffer.from(bad[index]![1]))).toBe(true);
  }
  expect(rejects[7]).toHaveProperty('raw_base64');
  expect(Object.prototype).not.toHaveProperty('admin');
});

test('a file that was cut keeps what was whole and says where it ended', async () => {
  await using api = await openTranscriptApi();
  const user = await api.signUp('ada');
  await using _worker = await api.work();
  const whole = JSON.stringify([1, 2, 3].map(n => conversation(`c-${n}`)));
  const cut = whole.slice(0, -40);
  expect(await importFile(user, cut)).toMatchObject({ accepted: 2, rejected: 1, cut_at: cut.length });
  expect(await importFile(user, whole)).toMatchObject({ accepted: 1, duplicate: 2, cut_at: null });
  expect(await importFile(user, '{\n"a": 1\n}')).toMatchObject({
    status: 'failed',
    failure: { code: 'no-array' },
  });
});

test('an import that is cancelled can be resumed, and its file is gone when it is done', async () => {
  await using api = await openTranscriptApi();
  const user = await api.signUp('ada');
  const file = lines(...Array.from({ length: 50 }, (_, n) => conversation(`c-${n}`)));
  const form = new FormData();
  form.set('file', new Blob([file]), 'talks.jsonl');
  const encoded = new Response(form);
  const reply = await user.call('POST', '/transcripts/import', Buffer.from(await encoded.arrayBuffer()), {
    'content-type': encoded.headers.get('content-type')!,
  });
  const { id } = reply.json<{ id: string }>();
  const at = `/transcripts/imports/${id}`;
  expect((await user.call('POST', `${at}/cancel`)).json()).toMatchObject({ status: 'cancelled' });
  expect((await user.call('POST', `${at}/cancel`)).json()).toMatchObject({ status: 'cancelled' });
  expect((await user.call('POST', `${at}/resume`)).statusCode).toBe(202);
  expect((await user.call('POST', `${at}/resume`)).statusCode).toBe(409);
  await using _worker = await api.work();
  await expect
    .poll(async () => (await user.call('GET', at)).json<object>(), { timeout: 60_000 })
    .toMatchObject({ status: 'done', file_name: 'talks.jsonl', accepted: 50 });
  await expect.poll(() => readdir(join(api.folder, user.tenantId)), { timeout: 60_000 }).toEqual([]);
});

test('a key makes an import once, however often it is sent', async () => {
  await using api = await openTranscriptApi({ maxImportBytes: 4_000 });
  const user = await api.signUp('ada');
  const send = (body: string) =>
    user.call('POST', '/transcripts/import', body, { 'content-type': 'text/plain', 'idempotency-key': 'k' });
  const [first, second] = [await send(lines(conversation('a'))), await send(lines(conversation('a')))];
  expect(second.json()).toEqual(first.json());
  expect(second.headers['idempotent-replayed']).toBe('true');
  expect((await send(lines(conversation('b')))).statusCode).toBe(422);
  const large = await user.call('POST', '/transcripts/import', 'x'.repeat(5_000), {
    'content-type': 'text/plain',
  });
  expect(large.statusCode).toBe(413);
  const { items } = (await user.call('GET', '/transcripts/imports')).json<List>();
  expect(items).toHaveLength(1);
});

test('a form brings a file under its name, and its import tells bytes and rate', async () => {
  await using api = await openTranscriptApi();
  const user = await api.signUp('ada');
  await using _worker = await api.work();
  const form = [
    '--x',
    'content-disposition: form-data; name="file"; filename="Gespräche.jsonl"',
    'content-type: application/octet-stream',
    '',
    JSON.stringify(conversation('c-1')),
    '--x--',
    '',
  ].join('\r\n');
  const done = await importFile(user, Buffer.from(form), { type: 'multipart/form-data; boundary=x' });
  expect(done).toMatchObject({
    status: 'done',
    file_name: 'Gespräche.jsonl',
    accepted: 1,
    eta_seconds: null,
  });
  expect(done['bytes_read']).toBe(done['bytes_total']);
  expect(done['bytes_total']).toBe(JSON.stringify(conversation('c-1')).length);
  expect(done['bytes_per_second']).toBeGreaterThan(0);
});
