import { afterAll, beforeAll, expect, test } from 'vitest';
import { createId } from '#kernel/ids.ts';
import { createApiKey } from '#auth/api-keys/create-api-key.ts';
import { partsOf, serveChat } from '#tests/support/serve-chat.ts';
import type { ServedChat } from '#tests/support/serve-chat.ts';

let chat: ServedChat;
let conversation: string;
let question: string;
let answer: string;

beforeAll(async () => {
  chat = await serveChat();
  await chat.index('Handbook', ['Everyone has 28 days of paid leave a year.']);
});
afterAll(() => chat[Symbol.asyncDispose]());

const send = (method: string, route: string, body?: object, key?: string) =>
  chat.fetch(route, { method, body: body && JSON.stringify(body), ...(key !== undefined && { key }) });
const read = async (route: string): Promise<any> => (await chat.fetch(route)).json();
const message = async () =>
  (await read(`/conversations/${conversation}/messages`)).items.find((item: any) => item.id === answer);
const lines = async () => {
  const text = await (await chat.fetch('/feedback.jsonl')).text();
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as any);
};

beforeAll(async () => {
  chat.provider.next({ tokens: ['Everyone has 30 days [1].'] });
  const text = 'How many days of leave?';
  const parts = await Array.fromAsync(partsOf(await send('POST', '/ask', { text })));
  ({ conversation_id: conversation, message_id: answer, user_message_id: question } = parts[0]!.data as any);
});

test('an answer is rated, rated otherwise, and rated no more; saying it twice changes nothing', async () => {
  const route = `/messages/${answer}/feedback`;
  expect((await message()).feedback).toBeNull();
  for (let time = 0; time < 2; time++) {
    expect((await send('PUT', route, { rating: 'down', comment: ' It is 28. ' })).status).toBe(204);
    expect((await message()).feedback).toEqual({ rating: 'down', comment: 'It is 28.' });
  }
  await send('PUT', route, { rating: 'up' });
  expect((await message()).feedback).toEqual({ rating: 'up', comment: null });
  for (let time = 0; time < 2; time++) expect((await send('DELETE', route)).status).toBe(204);
  expect((await message()).feedback).toBeNull();
});

test('a citation is reported as wrong, and the report is taken back', async () => {
  const route = `/messages/${answer}/citations/1/report`;
  for (let time = 0; time < 2; time++) {
    expect((await send('PUT', route, { comment: 'Another year.' })).status).toBe(204);
  }
  expect((await message()).citations).toMatchObject([{ index: 1, reported: { comment: 'Another year.' } }]);
  for (let time = 0; time < 2; time++) expect((await send('DELETE', route)).status).toBe(204);
  expect((await message()).citations).toMatchObject([{ index: 1, reported: null }]);
});

test('what is no answer, no citation or no rating is refused', async () => {
  const rating = { rating: 'up' };
  expect((await send('PUT', `/messages/${question}/feedback`, rating)).status).toBe(404);
  expect((await send('PUT', `/messages/${createId()}/feedback`, rating)).status).toBe(404);
  expect((await send('PUT', `/messages/${answer}/citations/2/report`, {})).status).toBe(404);
  expect((await send('PUT', `/messages/${answer}/feedback`, { rating: 'great' })).status).toBe(400);
  expect(
    (await send('PUT', `/messages/${answer}/feedback`, { ...rating, comment: 'x'.repeat(2001) })).status,
  ).toBe(400);
});

test('what was judged is listed and exported with all that an evaluation needs', async () => {
  await send('PUT', `/messages/${answer}/feedback`, { rating: 'down', comment: 'It is 28.' });
  await send('PUT', `/messages/${answer}/citations/1/report`, { comment: null });
  const expected = {
    message_id: answer,
    question: 'How many days of leave?',
    answer: 'Everyone has 30 days [1].',
    answered_by: 'model',
    model: 'fake-model',
    rating: { rating: 'down', comment: 'It is 28.' },
    citations: [
      {
        index: 1,
        quote: 'Everyone has 28 days of paid leave a year.',
        document_title: 'Handbook',
        reported: { comment: null, created_at: expect.stringMatching(/^\d{4}-.*Z$/) },
      },
    ],
    proof: { sentences: [{ verdict: 'unsupported' }] },
    passages: [{ index: 1, text: 'Everyone has 28 days of paid leave a year.' }],
  };
  expect((await read('/feedback')).items).toMatchObject([expected]);
  expect(await lines()).toMatchObject([expected]);
});

test('a deleted conversation is not evaluated, a restored one is again', async () => {
  await send('DELETE', `/conversations/${conversation}`);
  expect(await lines()).toEqual([]);
  expect((await read('/feedback')).items).toEqual([]);
  await send('POST', `/conversations/${conversation}/restore`);
  expect(await lines()).toHaveLength(1);
});

test('colleagues neither judge nor list it; only an owner exports what others judged', async () => {
  const colleague = await chat.createStranger('same-tenant');
  const stranger = await chat.createStranger('other-tenant');
  for (const key of [colleague, stranger]) {
    expect((await send('PUT', `/messages/${answer}/feedback`, { rating: 'up' }, key)).status).toBe(404);
    expect((await send('DELETE', `/messages/${answer}/feedback`, undefined, key)).status).toBe(404);
    expect((await send('PUT', `/messages/${answer}/citations/1/report`, {}, key)).status).toBe(404);
    expect((await (await send('GET', '/feedback', undefined, key)).json()) as any).toMatchObject({
      items: [],
    });
  }
  expect(await (await send('GET', '/feedback.jsonl', undefined, stranger)).text()).toBe('');
  expect(await (await send('GET', '/feedback.jsonl', undefined, colleague)).text()).toContain(answer);
  const { tenantId, userId } = chat;
  const weak = { tenantId, userId, name: 'weak', scopes: ['chat:read', 'chat:write'] as const };
  const { secret } = await createApiKey(chat.db, weak);
  expect((await send('GET', '/feedback.jsonl', undefined, secret)).status).toBe(403);
});
