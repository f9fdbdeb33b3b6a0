import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { sql } from 'kysely';
import { emptyConversationTrash } from '#chat/conversations/trash/empty-conversation-trash.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { partsOf, serveChat } from '#tests/support/serve-chat.ts';
import type { ServedChat } from '#tests/support/serve-chat.ts';

let chat: ServedChat;
beforeAll(async () => {
  chat = await serveChat();
  await chat.index('Handbook', ['Everyone has 28 days of paid leave a year.']);
});
afterAll(() => chat[Symbol.asyncDispose]());

const send = (method: string, route: string, body?: object) =>
  chat.fetch(route, { method, body: body && JSON.stringify(body) });
const read = async (route: string): Promise<any> => (await chat.fetch(route)).json();

async function ask(text: string): Promise<Record<string, string>> {
  chat.provider.next({ tokens: ['28 days [1].'] });
  const parts = await Array.fromAsync(partsOf(await send('POST', '/ask', { text })));
  return parts[0]!.data as Record<string, string>;
}

/** How many rows each table has of a conversation, whatever hides them. */
async function countRows(conversationId: string): Promise<Record<string, number>> {
  return withTransaction(chat.db, { tenantId: chat.tenantId }, async tx => {
    await sql`select set_config('app.deleted', 'on', true)`.execute(tx);
    const ofRun = sql`run_id in (select id from runs where conversation_id = ${conversationId})`;
    const ofMessage = sql`message_id in (select id from messages where conversation_id = ${conversationId})`;
    const { rows } = await sql<Record<string, number>>`select
      (select count(*) from conversations where id = ${conversationId}) as conversations,
      (select count(*) from messages where conversation_id = ${conversationId}) as messages,
      (select count(*) from runs where conversation_id = ${conversationId}) as runs,
      (select count(*) from run_parts where ${ofRun}) as parts,
      (select count(*) from citations where ${ofMessage}) as citations`.execute(tx);
    return rows[0]!;
  });
}

test('a deleted conversation is hidden everywhere at once, and back after it is restored', async () => {
  const { conversation_id: id, run_id: run, message_id: message } = await ask('How many days of leave?');
  const hidden: [string, string, object?][] = [
    ['GET', `/conversations/${id}`],
    ['GET', `/conversations/${id}/messages`],
    ['GET', `/conversations/${id}/export.md`],
    ['GET', `/runs/${run}/events`],
    ['POST', `/runs/${run}/cancel`],
    ['POST', `/conversations/${id}/messages`, { text: 'And then?' }],
    ['POST', '/ask', { text: 'And then?', conversation_id: id }],
    ['PUT', `/messages/${message}/feedback`, { rating: 'up' }],
    ['PUT', `/messages/${message}/citations/1/report`, {}],
  ];
  expect((await send('DELETE', `/conversations/${id}`)).status).toBe(204);
  for (const [method, route, body] of hidden) {
    expect([route, (await send(method, route, body)).status]).toEqual([route, 404]);
  }
  const isListed = async (route: string) => (await read(route)).items.some((item: any) => item.id === id);
  expect(await isListed('/conversations')).toBe(false);
  expect(await isListed('/conversations?q=leave')).toBe(false);
  expect(await isListed('/trash/conversations')).toBe(true);
  expect((await send('DELETE', `/conversations/${id}`)).status).toBe(404);

  const restored = await send('POST', `/conversations/${id}/restore`);
  expect([restored.status, restored.headers.get('etag')]).toEqual([200, '"1"']);
  expect((await send('POST', `/conversations/${id}/restore`)).status).toBe(200);
  expect(await isListed('/conversations?q=leave')).toBe(true);
  expect(await isListed('/trash/conversations')).toBe(false);
  const { items } = await read(`/conversations/${id}/messages`);
  expect(items.map((item: any) => item.text)).toEqual(['How many days of leave?', '28 days [1].']);
});

test('deleting stops the answer that is being written, and restoring brings what there was of it', async () => {
  chat.provider.next({
    tokens: ['Everyone ', 'has'],
    beforeToken: index => (index === 1 ? new Promise(() => undefined) : undefined),
  });
  const response = await send('POST', '/ask', { text: 'How many days of leave?' });
  const parts = partsOf(response);
  let id = '';
  for await (const { type, data } of parts) {
    if (type === 'run') id = data['conversation_id'];
    if (type === 'text-delta') break;
  }
  const calls = chat.provider.calls.length;
  await send('DELETE', `/conversations/${id}`);
  await vi.waitUntil(() => chat.provider.calls[calls - 1]!.outcome === 'abandoned', { timeout: 20_000 });
  await send('POST', `/conversations/${id}/restore`);
  await vi.waitUntil(
    async () => (await read(`/conversations/${id}/messages`)).items[1].status === 'stopped',
    { timeout: 20_000 },
  );
  expect((await read(`/conversations/${id}/messages`)).items[1].text).toBe('Everyone');
});

test('after its days in the trash a conversation goes for good with all that belongs to it; a younger one stays', async () => {
  const [old, young, kept] = [
    await ask('Paid leave: An old one?'),
    await ask('Paid leave: A young one?'),
    await ask('Paid leave: A kept one?'),
  ];
  for (const each of [old, young]) await send('DELETE', `/conversations/${each['conversation_id']}`);
  const age = (id: string, days: number) =>
    withTransaction(chat.db, { tenantId: chat.tenantId }, async tx => {
      await sql`select set_config('app.deleted', 'on', true)`.execute(tx);
      await sql`update conversations set deleted_at = now() - ${days} * interval '1 day' where id = ${id}`.execute(
        tx,
      );
    });
  await age(old['conversation_id']!, 31);
  await age(young['conversation_id']!, 29);
  expect(await countRows(old['conversation_id']!)).toMatchObject({
    conversations: 1,
    messages: 2,
    citations: 1,
  });
  expect(await emptyConversationTrash(chat.db)).toBe(1);
  expect(await countRows(old['conversation_id']!)).toEqual({
    conversations: 0,
    messages: 0,
    runs: 0,
    parts: 0,
    citations: 0,
  });
  expect((await send('POST', `/conversations/${old['conversation_id']}/restore`)).status).toBe(404);
  expect((await send('POST', `/conversations/${young['conversation_id']}/restore`)).status).toBe(200);
  expect((await chat.fetch(`/conversations/${kept['conversation_id']}`)).status).toBe(200);
});

test('the trash is paged, says until when it keeps, and can be emptied one by one', async () => {
  const ids: string[] = [];
  for (const text of ['Paid leave: One?', 'Paid leave: Two?', 'Paid leave: Three?'])
    ids.push((await ask(text))['conversation_id']!);
  for (const id of ids) await send('DELETE', `/conversations/${id}`);
  const first = await read('/trash/conversations?limit=2');
  const second = await read(`/trash/conversations?limit=2&cursor=${first.next_cursor}`);
  const seen = [...first.items, ...second.items];
  expect(new Set(seen.map(item => item.id)).size).toBe(seen.length);
  expect(seen.map(item => item.id)).toEqual(expect.arrayContaining(ids));
  const { deleted_at: deletedAt, removed_at: removedAt } = seen[0];
  expect(Date.parse(removedAt) - Date.parse(deletedAt)).toBe(30 * 86_400_000);
  expect((await send('DELETE', `/trash/conversations/${ids[0]}`)).status).toBe(204);
  expect((await countRows(ids[0]!))['messages']).toBe(0);
  const { conversation_id: alive } = await ask('Paid leave: Alive?');
  expect((await send('DELETE', `/trash/conversations/${alive}`)).status).toBe(404);
});

test('nobody else restores or removes a deleted conversation', async () => {
  const { conversation_id: id } = await ask('Paid leave: Mine?');
  await send('DELETE', `/conversations/${id}`);
  for (const where of ['same-tenant', 'other-tenant'] as const) {
    const key = await chat.createStranger(where);
    for (const [method, route] of [
      ['POST', `/conversations/${id}/restore`],
      ['DELETE', `/trash/conversations/${id}`],
    ] as const) {
      expect((await chat.fetch(route, { method, key })).status).toBe(404);
    }
    expect((await (await chat.fetch('/trash/conversations', { key })).json()) as any).toMatchObject({
      items: [],
    });
  }
  expect((await send('POST', `/conversations/${id}/restore`)).status).toBe(200);
});
