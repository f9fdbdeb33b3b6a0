import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from 'kysely';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { indexHistories } from '#chat/conversations/history/index-history.ts';
import { partsOf, serveChat } from '#tests/support/serve-chat.ts';
import type { ServedChat } from '#tests/support/serve-chat.ts';

let chat: ServedChat;
beforeAll(async () => {
  chat = await serveChat();
});
afterAll(() => chat[Symbol.asyncDispose]());

async function converse(question: string, answer: string): Promise<string> {
  await chat.index('Handbook', [question]);
  chat.provider.next({ tokens: [answer] });
  const response = await chat.fetch('/ask', { method: 'POST', body: JSON.stringify({ text: question }) });
  return (await Array.fromAsync(partsOf(response)))[0]!.data['conversation_id'];
}

const search = async (q: string, rest = '', key?: string): Promise<any> =>
  (
    await chat.fetch(`/conversations?q=${encodeURIComponent(q)}${rest}`, key === undefined ? {} : { key })
  ).json();
const idsOf = async (q: string, key?: string): Promise<string[]> =>
  (await search(q, '', key)).items.map((item: any) => item.id);

test('a conversation is found by its title, its questions and its answers, the moment they are written', async () => {
  const id = await converse('When do the turbines stop?', 'They stop at a gale of force nine [1].');
  expect(await idsOf('turbine')).toEqual([id]);
  const { items } = await search('gale nine');
  expect(items).toMatchObject([
    { id, match: { role: 'assistant', text: expect.stringContaining('gale of force nine') } },
  ]);
  expect(await idsOf('gale ten')).toEqual([]);
});

test('the last word is found as far as it is typed', async () => {
  const id = await converse('Who maintains the lighthouse?', 'The harbour office [1].');
  for (const typed of ['li', 'light', 'lighthou', 'maintains the light'])
    expect(await idsOf(typed)).toContain(id);
});

test('Thai is found without spaces', async () => {
  const id = await converse('เรือข้ามฟากใช้เวลาเดินทางเท่าไร', 'ใช้เวลา 45 นาที [1]');
  expect(await idsOf('เรือข้ามฟาก')).toEqual([id]);
  expect(await idsOf('นาที')).toEqual([id]);
});

test('words that are in every text are still found in titles', async () => {
  const id = await converse('What is it, a walrus?', 'It is [1].');
  expect(await idsOf('what is it')).toEqual([id]);
});

test('after a renaming the new title is found and the old one is not', async () => {
  const id = await converse('What is a quokka?', 'An animal [1].');
  const rename = (title: string) =>
    chat.fetch(`/conversations/${id}`, {
      method: 'PATCH',
      body: JSON.stringify({ title }),
      headers: { 'if-match': '*' },
    });
  await rename('Zoology');
  expect(await idsOf('zoology')).toEqual([id]);
  await rename('Botany');
  expect(await idsOf('zoology')).toEqual([]);
  expect(await idsOf('botany')).toEqual([id]);
  expect(await idsOf('quokka')).toEqual([id]);
});

test('what is found pages newest first without gaps', async () => {
  const ids: string[] = [];
  for (const number of [1, 2, 3, 4, 5]) ids.unshift(await converse(`Xylophone ${number}?`, 'Yes [1].'));
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: any = await search('xylophone', `&limit=2${cursor && `&cursor=${cursor}`}`);
    seen.push(...page.items.map((item: any) => item.id));
    cursor = page.next_cursor;
  }
  expect(seen).toEqual(ids);
});

test('nobody finds what others have written, whether or not it is indexed already', async () => {
  await converse('Is the platypus ours?', 'It is [1].');
  await indexHistories(chat.db);
  for (const where of ['same-tenant', 'other-tenant'] as const) {
    expect(await idsOf('platypus', await chat.createStranger(where))).toEqual([]);
  }
  expect(await idsOf('platypus')).toHaveLength(1);
});

test('two searches at once index the same words once, and both find them', async () => {
  const id = await converse('Where is the narwhal?', 'In the north [1].');
  const found = await Promise.all([1, 2, 3, 4].map(() => idsOf('narwhal')));
  expect(found).toEqual([[id], [id], [id], [id]]);
});

test('the words are looked up in their index, row-level security or not', async () => {
  const { tenantId, userId, db } = chat;
  const plan = await withTransaction(db, { tenantId }, async tx => {
    await sql`set local enable_seqscan = off`.execute(tx);
    const { rows } = await sql<Record<string, string>>`explain select conversation_id from history_terms
      where tenant_id = ${tenantId} and user_id = ${userId} and term >= 'light' and term < ${'light\u{10ffff}'}`.execute(
      tx,
    );
    return rows.map(row => Object.values(row)[0]).join('\n');
  });
  expect(plan).toMatch(/Index Cond: .*term >= 'light'/);
});
