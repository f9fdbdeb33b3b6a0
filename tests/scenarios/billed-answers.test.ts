import { afterEach, beforeEach, expect, test } from 'vitest';
import { endStaleRuns } from '#chat/runs/end-stale-runs.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createId } from '#kernel/ids.ts';
import { limitTenant } from '#tests/support/create-limited-tenant.ts';
import { partsOf, serveChat } from '#tests/support/serve-chat.ts';
import type { ServedChat } from '#tests/support/serve-chat.ts';
import { checkBooks } from '#usage/records/check-books.ts';
import { listRecords } from '#usage/records/list-records.ts';

const never = new Promise<never>(() => {});
const tokens = ['Leave', ' is', ' 28', ' days', ' [1].'];

let chat: ServedChat;
beforeEach(async () => {
  chat = await serveChat();
  await chat.index('Handbook', ['Everyone has 28 days of paid leave a year, besides public holidays.']);
});
afterEach(() => chat[Symbol.asyncDispose]());

const ask = (headers: Record<string, string> = {}, text = 'How long is leave?') =>
  chat.fetch('/ask', { method: 'POST', body: JSON.stringify({ text }), headers });

const records = () => listRecords(chat.db, { tenantId: chat.tenantId, limit: 50 });

/** A question whose answer is being written, and of which some text is stored. Nobody reads along. */
async function askAndLetWrite(): Promise<{ runId: string; conversationId: string }> {
  chat.provider.next({ tokens, beforeToken: index => (index === 3 ? never : undefined) });
  const reply = await ask({ accept: 'application/json' });
  const { run_id: runId, message } = (await reply.json()) as {
    run_id: string;
    message: Record<string, string>;
  };
  for await (const part of partsOf(await chat.fetch(`/runs/${runId}/events`)))
    if (part.type === 'text-delta') break;
  return { runId, conversationId: message['conversation_id']! };
}

async function expectSoundBooks(): Promise<void> {
  expect(await checkBooks(chat.db, chat.tenantId)).toEqual([]);
  const open = await withTransaction(chat.db, { tenantId: chat.tenantId }, tx =>
    tx.selectFrom('usage_holds').select('id').where('state', '=', 'held').execute(),
  );
  expect(open).toEqual([]);
}

test('an answer is billed once, by the provider’s own count, when its stream ends', async () => {
  chat.provider.next({ tokens });
  const parts = await Array.fromAsync(partsOf(await ask({ 'x-request-id': 'the-request-1' })));
  const usage = parts.find(part => part.type === 'usage')!.data;
  expect(await records()).toMatchObject([
    {
      kind: 'answer',
      model: 'fake-model',
      tokens_in: usage['input_tokens'],
      tokens_out: usage['output_tokens'],
      source: 'provider',
      credits: usage['input_tokens'] + 4 * usage['output_tokens'],
      subject: parts[0]!.data['run_id'],
      request_id: 'the-request-1',
      user_id: chat.userId,
    },
  ]);
  await expectSoundBooks();
});

test('a stopped answer is billed once, for what was used', async () => {
  const { runId } = await askAndLetWrite();
  await chat.fetch(`/runs/${runId}/cancel`, { method: 'POST' });
  const [record, ...others] = await records();
  expect(others).toEqual([]);
  expect(record).toMatchObject({ kind: 'answer', source: 'estimated' });
  expect(record!.tokens_in).toBeGreaterThan(20);
  expect(record!.tokens_out).toBeGreaterThan(0);
  await expectSoundBooks();
});

test('an answer that the provider refuses costs nothing and says so in a record', async () => {
  chat.provider.next({ status: 401 });
  await Array.fromAsync(partsOf(await ask()));
  expect(await records()).toMatchObject([{ kind: 'answer', credits: 0, source: 'none' }]);
  await expectSoundBooks();
});

test('an answer whose conversation is deleted while it is written is billed all the same', async () => {
  const { conversationId } = await askAndLetWrite();
  await chat.fetch(`/conversations/${conversationId}`, { method: 'DELETE' });
  await chat.provider.waitFor(() => chat.provider.gauge.current === 0);
  await expect.poll(records, { timeout: 20_000 }).toMatchObject([{ kind: 'answer', source: 'estimated' }]);
  await expectSoundBooks();
});

test('an answer whose producer died is billed by what its log shows', async () => {
  const { runId } = await askAndLetWrite();
  // As if its writer had died long ago: from now on it writes nothing more.
  const dead = { lease_expires_at: new Date(0), holder: createId() };
  await withTransaction(chat.db, { tenantId: chat.tenantId }, tx =>
    tx.updateTable('runs').set(dead).where('id', '=', runId).execute(),
  );
  // The server's own duty may have been quicker.
  await endStaleRuns(chat.db);
  await expect.poll(records).toHaveLength(1);
  expect(await records()).toMatchObject([{ kind: 'answer', source: 'estimated' }]);
  await expect.poll(() => chat.provider.gauge.current, { timeout: 20_000 }).toBe(0);
  expect(await records()).toHaveLength(1);
  await expectSoundBooks();
});

test('over the limit a question is refused with the numbers, and no provider is called', async () => {
  await limitTenant(chat.db, chat.tenantId, { credits: 10_000 });
  const reply = await ask();
  expect(reply.status).toBe(402);
  expect(await reply.json()).toMatchObject({
    code: 'quota-exceeded',
    meter: 'credits',
    limit: 10_000,
    used: 0,
    reserved: 0,
    resets_at: expect.stringMatching(/^\d{4}-\d\d-01T00:00:00.000Z$/),
  });
  expect(chat.provider.calls).toEqual([]);
  expect((await (await chat.fetch('/conversations')).json()).items).toEqual([]);
});

test('a question that is repeated with its key is asked once, as JSON and as a stream', async () => {
  chat.provider.next({ tokens });
  const keyed = { 'idempotency-key': 'first', accept: 'application/json' };
  const first = await ask(keyed);
  const accepted = await first.text();
  expect(first.status).toBe(202);
  const again = await ask(keyed);
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect(again.headers.get('location')).toBe(first.headers.get('location'));
  expect([again.status, await again.text()]).toEqual([202, accepted]);
  const stream = await ask({ 'idempotency-key': 'first' });
  expect(stream.headers.get('idempotent-replayed')).toBe('true');
  const parts = await Array.fromAsync(partsOf(stream));
  expect(parts[0]!.data['run_id']).toBe(JSON.parse(accepted).run_id);
  expect(parts.at(-1)!.type).toBe('done');
  expect((await ask(keyed, 'Another question?')).status).toBe(422);
  expect(chat.provider.calls).toHaveLength(1);
  expect(await records()).toHaveLength(1);
});

test('many who repeat one question at once get one answer; the key comes before the limit', async () => {
  await limitTenant(chat.db, chat.tenantId, { credits: 45_000 });
  chat.provider.always({ tokens });
  const keyed = { 'idempotency-key': 'one', accept: 'application/json' };
  const replies = await Promise.all(Array.from({ length: 8 }, () => ask(keyed)));
  const statuses = new Set(replies.map(reply => reply.status));
  expect([...statuses].filter(status => status !== 202 && status !== 409)).toEqual([]);
  const { run_id: runId } = JSON.parse(await (await ask(keyed)).text()) as { run_id: string };
  await Array.fromAsync(partsOf(await chat.fetch(`/runs/${runId}/events`)));
  await limitTenant(chat.db, chat.tenantId, { credits: 1 });
  expect((await ask(keyed)).status).toBe(202);
  expect((await ask()).status).toBe(402);
  expect(await records()).toHaveLength(1);
});
