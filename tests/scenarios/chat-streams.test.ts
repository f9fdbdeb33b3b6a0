import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openChat } from '#chat/open-chat.ts';
import { openRuns } from '#chat/runs/open-runs.ts';
import { endStaleRuns } from '#chat/runs/end-stale-runs.ts';
import { startRun } from '#chat/runs/start-run.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createId } from '#kernel/ids.ts';
import { createLogger } from '#kernel/telemetry/logger.ts';
import { partsOf, serveChat, textOf } from '#tests/support/serve-chat.ts';
import type { ReceivedPart, ServedChat } from '#tests/support/serve-chat.ts';

const never = new Promise<never>(() => {});
const tokens = ['Leave', ' is', ' 28', ' days', ' [1].'];

let chat: ServedChat;
beforeAll(async () => {
  chat = await serveChat();
  await chat.index('Handbook', ['Everyone has 28 days of paid leave a year, besides public holidays.']);
});
afterAll(() => chat[Symbol.asyncDispose]());

const ask = (init: RequestInit = {}) =>
  chat.fetch('/ask', { method: 'POST', body: JSON.stringify({ text: 'How long is leave?' }), ...init });

const stop = (runId: string) => chat.fetch(`/runs/${runId}/cancel`, { method: 'POST' });

async function readUntil(parts: AsyncGenerator<ReceivedPart>, type: string): Promise<ReceivedPart[]> {
  const read: ReceivedPart[] = [];
  for (;;) {
    const { value, done } = await parts.next();
    if (done) return read;
    read.push(value);
    if (value.type === type) return read;
  }
}

async function answerOf(conversationId: string): Promise<Record<string, any>> {
  const response = await chat.fetch(`/conversations/${conversationId}/messages`);
  const { items } = (await response.json()) as { items: Record<string, any>[] };
  return items[1]!;
}

test('stop works before the first token: upstream ends, and nothing is billed as written', async () => {
  chat.provider.next({ until: never });
  const parts = partsOf(await ask());
  const [first] = await readUntil(parts, 'run');
  await chat.provider.waitFor(() => chat.provider.gauge.current === 1);
  const stopped = await (await stop(first!.data['run_id'])).json();
  expect(stopped).toEqual({ id: first!.data['run_id'], state: 'stopped' });
  await chat.provider.waitFor(() => chat.provider.gauge.current === 0);
  const rest = await Array.fromAsync(parts);
  expect(rest.at(-1)!.data).toEqual({ type: 'done', status: 'stopped' });
  expect(await answerOf(first!.data['conversation_id'])).toMatchObject({ status: 'stopped', text: '' });
  expect(chat.errors).toEqual([]);
});

test('a stopped answer keeps its text, and stopping it again changes nothing', async () => {
  chat.provider.next({ tokens, beforeToken: index => (index === 3 ? never : undefined) });
  const parts = partsOf(await ask());
  const begun = await readUntil(parts, 'text-delta');
  const { run_id: runId, conversation_id: conversationId } = begun[0]!.data;
  await stop(runId);
  const all = [...begun, ...(await Array.fromAsync(parts))];
  expect(all.at(-1)!.data).toEqual({ type: 'done', status: 'stopped' });
  expect(await answerOf(conversationId)).toMatchObject({ status: 'stopped', text: textOf(all) });
  expect(await (await stop(runId)).json()).toEqual({ id: runId, state: 'stopped' });
});

test('when the one who asked goes away, the answer is written all the same and is there on return', async () => {
  const client = new AbortController();
  const gate = Promise.withResolvers<void>();
  chat.provider.next({ tokens, beforeToken: index => (index === 1 ? gate.promise : undefined) });
  const parts = partsOf(await ask({ signal: client.signal }));
  const [first] = await readUntil(parts, 'text-start');
  await chat.provider.waitFor(() => chat.provider.gauge.current === 1);
  client.abort();
  await expect(readUntil(parts, 'done')).rejects.toThrow(/abort/i);
  await expect.poll(() => chat.openStreams()).toBe(0);
  gate.resolve();
  const all = await Array.fromAsync(partsOf(await chat.fetch(`/runs/${first!.data['run_id']}/events`)));
  expect(textOf(all)).toBe('Leave is 28 days [1].');
  expect(all.at(-1)!.data).toEqual({ type: 'done', status: 'complete' });
  expect(await answerOf(first!.data['conversation_id'])).toMatchObject({ status: 'complete' });
  expect(chat.errors).toEqual([]);
});

test('a reader who follows and leaves stops nothing, and whoever comes later reads the same bytes', async () => {
  const gate = Promise.withResolvers<void>();
  chat.provider.next({ tokens, beforeToken: index => (index === 2 ? gate.promise : undefined) });
  const asking = partsOf(await ask());
  const begun = await readUntil(asking, 'text-delta');
  const route = `/runs/${begun[0]!.data['run_id']}/events`;
  const reader = new AbortController();
  await readUntil(partsOf(await chat.fetch(route, { signal: reader.signal })), 'text-start');
  reader.abort();
  gate.resolve();
  const whole = [...begun, ...(await Array.fromAsync(asking))];
  expect(whole.at(-1)!.data).toEqual({ type: 'done', status: 'complete' });
  for (const after of [0, 1, 3, whole.length - 1]) {
    const headers = { 'last-event-id': String(after) };
    const resumed = await Array.fromAsync(partsOf(await chat.fetch(route, { headers })));
    expect(resumed).toEqual(whole.slice(after));
  }
  expect(await Array.fromAsync(partsOf(await chat.fetch(`${route}?after=${whole.length}`)))).toEqual([]);
});

test('another process reads the same parts while they are written, and can stop the answer', async () => {
  await using other = await openChat({
    db: chat.db,
    logger: createLogger({ level: 'silent', pretty: false }),
  });
  chat.provider.next({ tokens, beforeToken: index => (index === 2 ? never : undefined) });
  const parts = partsOf(await ask());
  const begun = await readUntil(parts, 'text-delta');
  const runId = begun[0]!.data['run_id'] as string;
  const key = { tenantId: chat.library.tenantId, userId: chat.userId, runId };
  const there: unknown[] = [];
  for await (const { part } of other.read({ ...key, after: 0, signal: new AbortController().signal })) {
    there.push(part);
    if (part.type === 'text-delta') await other.cancel(key);
  }
  expect(there.at(-1)).toEqual({ type: 'done', status: 'stopped' });
  const here = [...begun, ...(await Array.fromAsync(parts))];
  expect(there).toEqual(here.map(part => part.data));
});

test('one conversation answers one question at a time', async () => {
  chat.provider.next({ until: never });
  const [first] = await readUntil(partsOf(await ask()), 'run');
  const { conversation_id: conversationId, run_id: runId } = first!.data;
  const second = await chat.fetch(`/conversations/${conversationId}/messages`, {
    method: 'POST',
    body: JSON.stringify({ text: 'And another?' }),
  });
  expect(second.status).toBe(409);
  expect(await second.json()).toMatchObject({ code: 'state-conflict' });
  await stop(runId);
});

test('deleting a conversation ends the answer that is being written in it', async () => {
  chat.provider.next({ until: never });
  const parts = partsOf(await ask());
  const [first] = await readUntil(parts, 'run');
  await chat.provider.waitFor(() => chat.provider.gauge.current === 1);
  await chat.fetch(`/conversations/${first!.data['conversation_id']}`, { method: 'DELETE' });
  await chat.provider.waitFor(() => chat.provider.gauge.current === 0);
  // Who reads along is told that it was stopped, unless the conversation was gone first.
  const last = (await Array.fromAsync(parts)).at(-1)!.data;
  expect(['stopped', 'not-found']).toContain(last['status'] ?? last['code']);
});

async function startAbandonedRun(): Promise<{ runId: string; conversationId: string; tenantId: string }> {
  const { tenantId } = chat.library;
  const question = { tenantId, userId: chat.userId, text: 'Why?', libraryIds: [], documentIds: [] };
  const run = await startRun(chat.db, question, createId());
  await withTransaction(chat.db, { tenantId }, tx =>
    sql`update runs set lease_expires_at = now() - interval '1 second' where id = ${run.runId}`.execute(tx),
  );
  return run;
}

test('an answer whose process died ends as interrupted for whoever reads it', async () => {
  const run = await startAbandonedRun();
  const parts = await Array.fromAsync(partsOf(await chat.fetch(`/runs/${run.runId}/events`)));
  expect(parts.at(-1)!.data).toMatchObject({ type: 'error', code: 'run-interrupted' });
  expect(await answerOf(run.conversationId)).toMatchObject({
    status: 'interrupted',
    failure: { code: 'run-interrupted' },
  });
});

test('the maintenance ends abandoned answers that nobody reads, once', async () => {
  const run = await startAbandonedRun();
  // The server's own duty may have been quicker.
  await endStaleRuns(chat.db);
  expect(await endStaleRuns(chat.db)).toBe(0);
  expect(await answerOf(run.conversationId)).toMatchObject({ status: 'interrupted' });
});

test('a server that shuts down keeps what was written and says so', async () => {
  const { tenantId } = chat.library;
  const logger = createLogger({ level: 'silent', pretty: false });
  const answer = async function* (_question: unknown, signal: AbortSignal) {
    yield { type: 'text-delta' as const, text: 'Half an answer' };
    await new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  };
  const runs = await openRuns({ db: chat.db, logger, answer });
  const question = { tenantId, userId: chat.userId, text: 'Why?', libraryIds: [], documentIds: [] };
  const run = await runs.start(question);
  const key = {
    tenantId,
    userId: chat.userId,
    runId: run.runId,
    after: 0,
    signal: new AbortController().signal,
  };
  for await (const { part } of runs.read(key)) if (part.type === 'text-delta') break;
  await runs[Symbol.asyncDispose]();
  expect(await answerOf(run.conversationId)).toMatchObject({ status: 'interrupted', text: 'Half an answer' });
});
