import { afterAll, beforeAll, expect, test } from 'vitest';
import { createId } from '#kernel/ids.ts';
import { partsOf, serveChat } from '#tests/support/serve-chat.ts';
import type { ServedChat } from '#tests/support/serve-chat.ts';

let chat: ServedChat;
beforeAll(async () => {
  chat = await serveChat({ keyless: true });
});
afterAll(() => chat[Symbol.asyncDispose]());

const send = (method: string, route: string, body?: object, headers?: Record<string, string>) =>
  chat.fetch(route, { method, body: body && JSON.stringify(body), headers });

async function create(title?: string): Promise<Record<string, any>> {
  const response = await send('POST', '/conversations', { title });
  expect(response.status).toBe(201);
  return (await response.json()) as Record<string, any>;
}

test('a conversation is made, read, renamed and deleted', async () => {
  const made = await create('Leave');
  const route = `/conversations/${made['id']}`;
  const read = await chat.fetch(route);
  expect(read.headers.get('etag')).toBe('"1"');
  expect(await read.json()).toEqual(made);
  const renamed = await send('PATCH', route, { title: 'Paid leave' }, { 'if-match': '"1"' });
  expect(renamed.headers.get('etag')).toBe('"2"');
  expect(await renamed.json()).toMatchObject({ title: 'Paid leave', version: 2 });
  expect((await send('DELETE', route)).status).toBe(204);
  expect((await chat.fetch(route)).status).toBe(404);
});

test('renaming asks which version is meant, and refuses an old one', async () => {
  const route = `/conversations/${(await create())['id']}`;
  expect((await send('PATCH', route, { title: 'A' })).status).toBe(428);
  expect((await send('PATCH', route, { title: 'A' }, { 'if-match': '"7"' })).status).toBe(412);
  expect((await send('DELETE', route, undefined, { 'if-match': '"7"' })).status).toBe(412);
});

test('the list is newest first and pages without gaps', async () => {
  const ids = [];
  for (let count = 0; count < 5; count++) ids.push((await create(`Page ${count}`))['id']);
  const seen: string[] = [];
  let route: string | null = '/conversations?limit=2';
  while (route !== null) {
    const page = (await (await chat.fetch(route)).json()) as { items: { id: string }[]; next_cursor: string };
    seen.push(...page.items.map(item => item.id));
    route = page.next_cursor && `/conversations?limit=2&cursor=${page.next_cursor}`;
  }
  expect(seen.slice(0, 5)).toEqual(ids.toReversed());
  expect(new Set(seen).size).toBe(seen.length);
});

test('messages are listed oldest first, page by page', async () => {
  const { id } = await create('Questions');
  for (const text of ['First?', 'Second?']) {
    await Array.fromAsync(partsOf(await send('POST', `/conversations/${id}/messages`, { text })));
  }
  const first = (await (await chat.fetch(`/conversations/${id}/messages?limit=3`)).json()) as any;
  expect(first.items.map((item: any) => [item.role, item.text])).toMatchObject([
    ['user', 'First?'],
    ['assistant', expect.any(String)],
    ['user', 'Second?'],
  ]);
  const next = `/conversations/${id}/messages?limit=3&cursor=${first.next_cursor}`;
  const second = (await (await chat.fetch(next)).json()) as any;
  expect(second.items.map((item: any) => item.role)).toEqual(['assistant']);
  expect(second.next_cursor).toBeNull();
});

test('a name that was given is not replaced by the first question', async () => {
  const { id } = await create('My name for it');
  await Array.fromAsync(
    partsOf(await send('POST', `/conversations/${id}/messages`, { text: 'What is it?' })),
  );
  expect(await (await chat.fetch(`/conversations/${id}`)).json()).toMatchObject({ title: 'My name for it' });
});

test.each(['same-tenant', 'other-tenant'] as const)(
  'to a stranger of the %s nothing of it exists',
  async where => {
    const parts = await Array.fromAsync(partsOf(await send('POST', '/ask', { text: 'A secret?' })));
    const { conversation_id: id, run_id: run } = parts[0]!.data;
    const key = await chat.createStranger(where);
    const ask = { method: 'POST', body: JSON.stringify({ text: 'Why?' }) };
    const rename = {
      method: 'PATCH',
      body: JSON.stringify({ title: 'Mine' }),
      headers: { 'if-match': '"1"' },
    };
    const attempts: [string, RequestInit?][] = [
      [`/conversations/${id}`],
      [`/conversations/${id}`, rename],
      [`/conversations/${id}`, { method: 'DELETE' }],
      [`/conversations/${id}/messages`],
      [`/conversations/${id}/messages`, ask],
      [`/runs/${run}/events`],
      [`/runs/${run}/cancel`, { method: 'POST' }],
      ['/ask', { method: 'POST', body: JSON.stringify({ text: 'Why?', conversation_id: id }) }],
    ];
    for (const [route, init] of attempts) {
      const foreign = await chat.fetch(route, { ...init, key });
      const missing = await chat.fetch(route.replace(id, createId()).replace(run, createId()), {
        ...init,
        ...(typeof init?.body === 'string' && { body: init.body.replace(id, createId()) }),
        key,
      });
      expect([route, foreign.status]).toEqual([route, 404]);
      const { request_id: _a, ...told } = (await foreign.json()) as any;
      const { request_id: _b, ...toldOfMissing } = (await missing.json()) as any;
      expect(told).toEqual(toldOfMissing);
    }
    const list = (await (await chat.fetch('/conversations', { key })).json()) as { items: unknown[] };
    expect(list.items).toEqual([]);
  },
);

test('an empty question is refused with the field that is wrong', async () => {
  const response = await send('POST', '/ask', { text: '   ' });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ errors: [{ path: 'body.text' }] });
});
