import { afterEach, beforeEach, expect, test } from 'vitest';
import { endStaleRuns } from '#chat/runs/end-stale-runs.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createId } from '#kernel/ids.ts';
import { partsOf, serveChat, textOf } from '#tests/support/serve-chat.ts';
import type { ReceivedPart, ServedChat } from '#tests/support/serve-chat.ts';
import { checkBooks } from '#usage/records/check-books.ts';
import { listRecords } from '#usage/records/list-records.ts';

const never = new Promise<never>(() => {});
const tokens = ['Leave', ' is', ' 28', ' days', ' [1]', ' a', ' year', '.'];
const whole = tokens.join('');

let chat: ServedChat;
beforeEach(async () => {
  chat = await serveChat();
  await chat.index('Handbook', ['Everyone has 28 days of paid leave a year, besides public holidays.']);
});
afterEach(() => chat[Symbol.asyncDispose]());

interface Interrupted {
  runId: string;
  conversationId: string;
  log: ReceivedPart[];
}

const logOf = async (runId: string): Promise<ReceivedPart[]> =>
  Array.fromAsync(partsOf(await chat.fetch(`/runs/${runId}/events`)));

const goOn = (runId: string, init: RequestInit = {}) =>
  chat.fetch(`/runs/${runId}/continue`, { method: 'POST', ...init });

async function answerOf(conversationId: string): Promise<Record<string, any>> {
  const reply = await chat.fetch(`/conversations/${conversationId}/messages`);
  return ((await reply.json()) as { items: Record<string, any>[] }).items[1]!;
}

/** A question whose answer broke off before this token, as its process died. */
async function interruptAt(token: number): Promise<Interrupted> {
  chat.provider.next({ tokens, beforeToken: index => (index === token ? never : undefined) });
  const asked = await chat.fetch('/ask', {
    method: 'POST',
    body: JSON.stringify({ text: 'How long is leave?' }),
    headers: { accept: 'application/json' },
  });
  const { run_id: runId, message } = (await asked.json()) as { run_id: string; message: any };
  const reading = partsOf(await chat.fetch(`/runs/${runId}/events`));
  const written: ReceivedPart[] = [];
  const expected = tokens.slice(0, token).join('');
  while (textOf(written) !== expected) written.push((await reading.next()).value as ReceivedPart);
  await reading.return(undefined);
  const dead = { lease_expires_at: new Date(0), holder: createId() };
  await withTransaction(chat.db, { tenantId: chat.tenantId }, tx =>
    tx.updateTable('runs').set(dead).where('id', '=', runId).execute(),
  );
  await endStaleRuns(chat.db);
  return { runId, conversationId: message.conversation_id, log: await logOf(runId) };
}

test('an interrupted answer is gone on with behind what was written, and its citations stay as they were', async () => {
  const { runId, conversationId, log } = await interruptAt(6);
  expect(log.at(-1)!.data).toMatchObject({ code: 'run-interrupted' });
  expect(await answerOf(conversationId)).toMatchObject({
    status: 'interrupted',
    text: 'Leave is 28 days [1] a',
  });
  chat.provider.next({ tokens: tokens.slice(6) });
  const parts = await Array.fromAsync(partsOf(await goOn(runId)));
  expect(parts.map(part => part.id)).toEqual(parts.map((_, index) => index + 1));
  expect(parts.at(-1)!.data).toEqual({ type: 'done', status: 'complete' });
  expect(textOf(parts)).toBe(whole);
  const citations = parts.filter(part => part.type === 'citation');
  expect(citations.map(part => part.raw)).toEqual(
    log.filter(part => part.type === 'citation').map(part => part.raw),
  );
  const message = await answerOf(conversationId);
  const next = parts[0]!.data['run_id'];
  expect(message).toMatchObject({ status: 'complete', text: whole, run_id: next, failure: null });
  expect(message['citations']).toHaveLength(1);
  expect(await logOf(next)).toEqual(parts);
  expect(await logOf(runId)).toEqual(log);
});

test('the model is shown what it had written, and the rest is cited from the same passages', async () => {
  const { runId } = await interruptAt(4);
  chat.provider.next({ tokens: tokens.slice(4) });
  const parts = await Array.fromAsync(partsOf(await goOn(runId)));
  const [question, written, request] = chat.provider.calls[1]!.body.messages.slice(-3);
  expect(question).toEqual(chat.provider.calls[0]!.body.messages.at(-1));
  expect(written).toEqual({ role: 'assistant', content: 'Leave is 28 days' });
  expect(request.content).toMatch(/go on exactly/i);
  const [citation] = parts.filter(part => part.type === 'citation');
  expect(citation!.data).toMatchObject({ index: 1, quote: expect.stringContaining('28 days') });
  expect(citation!.data['spans']).not.toEqual([]);
});

test('both halves are billed once each, for what each used', async () => {
  const { runId } = await interruptAt(6);
  chat.provider.next({ tokens: tokens.slice(6) });
  const parts = await Array.fromAsync(partsOf(await goOn(runId)));
  const next = parts[0]!.data['run_id'];
  const records = await listRecords(chat.db, { tenantId: chat.tenantId, limit: 10 });
  expect(records.map(({ subject, source }) => [subject, source])).toEqual([
    [next, 'provider'],
    [runId, 'estimated'],
  ]);
  expect(records[0]).toMatchObject({ tokens_out: 2 });
  expect(await checkBooks(chat.db, chat.tenantId)).toEqual([]);
});

test('a continuation that breaks off too is billed for its own words, and gone on with in turn', async () => {
  const { runId } = await interruptAt(4);
  chat.provider.next({ tokens: tokens.slice(4), beforeToken: index => (index === 2 ? never : undefined) });
  const accepted = await goOn(runId, { headers: { accept: 'application/json' } });
  const second = ((await accepted.json()) as { run_id: string }).run_id;
  const reading = partsOf(await chat.fetch(`/runs/${second}/events`));
  const read: ReceivedPart[] = [];
  while (!textOf(read).endsWith(' a')) read.push((await reading.next()).value as ReceivedPart);
  const dead = { lease_expires_at: new Date(0), holder: createId() };
  await withTransaction(chat.db, { tenantId: chat.tenantId }, tx =>
    tx.updateTable('runs').set(dead).where('id', '=', second).execute(),
  );
  await endStaleRuns(chat.db);
  const [record] = await listRecords(chat.db, { tenantId: chat.tenantId, limit: 10 });
  expect(record).toMatchObject({ subject: second, source: 'estimated' });
  expect(record!.tokens_out).toBeLessThan(5);
  chat.provider.next({ tokens: tokens.slice(6) });
  const third = await Array.fromAsync(partsOf(await goOn(second)));
  expect(textOf(third)).toBe(whole);
  expect(third.filter(part => part.type === 'citation')).toHaveLength(1);
});

test('whoever continues twice, or at once, reads the same run', async () => {
  const { runId } = await interruptAt(4);
  chat.provider.next({ tokens: tokens.slice(4) });
  const json = { accept: 'application/json' };
  const keyed = { ...json, 'idempotency-key': 'go-on' };
  const replies = await Promise.all([json, json, keyed].map(headers => goOn(runId, { headers })));
  const ids = await Promise.all(replies.map(async reply => ((await reply.json()) as any).run_id as string));
  expect(new Set(ids).size).toBe(1);
  await logOf(ids[0]!);
  expect(await ((await goOn(runId, { headers: keyed })).json() as Promise<object>)).toMatchObject({
    run_id: ids[0],
  });
  expect(chat.provider.calls).toHaveLength(2);
});

test('a model that has nothing to add completes the answer', async () => {
  const { runId } = await interruptAt(7);
  chat.provider.always({ tokens: [] });
  const parts = await Array.fromAsync(partsOf(await goOn(runId)));
  expect(textOf(parts)).toBe('Leave is 28 days [1] a year');
  expect(parts.at(-1)!.data).toEqual({ type: 'done', status: 'complete' });
});

test('an answer of which nothing was written is begun anew', async () => {
  const { runId } = await interruptAt(0);
  chat.provider.next({ tokens });
  expect(textOf(await Array.fromAsync(partsOf(await goOn(runId))))).toBe(whole);
});

test('what is complete, being written, or somebody else’s is not gone on with', async () => {
  chat.provider.next({ tokens });
  const asked = await chat.fetch('/ask', {
    method: 'POST',
    body: JSON.stringify({ text: 'How long is leave?' }),
  });
  const [first] = await Array.fromAsync(partsOf(asked));
  const complete = await goOn(first!.data['run_id']);
  expect([complete.status, await complete.json()]).toMatchObject([409, { code: 'state-conflict' }]);
  const { runId } = await interruptAt(4);
  const key = await chat.createStranger('same-tenant');
  const strange = await chat.fetch(`/runs/${runId}/continue`, { method: 'POST', key });
  expect(strange.status).toBe(404);
  expect(chat.provider.calls).toHaveLength(2);
});
