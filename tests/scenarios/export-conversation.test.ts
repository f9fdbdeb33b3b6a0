import { afterAll, beforeAll, expect, test } from 'vitest';
import { partsOf, serveChat } from '#tests/support/serve-chat.ts';
import type { ServedChat } from '#tests/support/serve-chat.ts';

let chat: ServedChat;
beforeAll(async () => {
  chat = await serveChat();
  await chat.index('Leave *and* [more](https://evil.test)', [
    'Everyone has 28 days of paid leave a year.',
    'Leave expires on 31 March.',
  ]);
});
afterAll(() => chat[Symbol.asyncDispose]());

async function ask(text: string, answer: string, conversation?: string): Promise<string> {
  chat.provider.next({ tokens: [answer] });
  const body = JSON.stringify({ text, conversation_id: conversation });
  const parts = await Array.fromAsync(partsOf(await chat.fetch('/ask', { method: 'POST', body })));
  return parts[0]!.data['conversation_id'];
}

test('a conversation is exported with its questions, its answers and its citations as footnotes', async () => {
  const id = await ask('How many days of leave?', 'Everyone has **28 days** [1].');
  await ask('When does leave expire?\nTell me <b>now</b>', '1. On 31 March [1], at last.', id);
  const response = await chat.fetch(`/conversations/${id}/export.md`);
  expect(response.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
  expect(response.headers.get('content-disposition')).toBe(`attachment; filename="conversation-${id}.md"`);
  const text = await response.text();
  expect(text).toMatch(/^# How many days of leave\?\n/);
  expect(text).toContain('> How many days of leave?\n\n_Asked all documents._');
  expect(text).toContain('> When does leave expire?  \n> Tell me \\<b\\>now\\</b\\>');
  expect(text).toContain('Everyone has **28 days** [^1].');
  expect(text).toMatch(/^1\. On 31 March \[\^2\], at last\.$/m);
  const notes = text.match(/^\[\^\d\]: .*$/gm)!;
  expect(notes.map(note => note.slice(0, 4))).toEqual(['[^1]', '[^2]']);
  expect(notes[0]).toBe(
    '[^1]: Leave \\*and\\* \\[more\\](`https://evil.test`), page 1: “Everyone has 28 days of paid leave a year.”',
  );
  expect(text).toContain('_Written by fake-model._');
});

test('what a poisoned answer holds is text in the export', async () => {
  const id = await ask('Leave?', '![x](https://evil.test/p) <img src=//evil.test> [1](//evil.test)');
  const text = await (await chat.fetch(`/conversations/${id}/export.md`)).text();
  expect(text).toContain('\\!\\[x\\](`https://evil.test/p`) \\<img src=//evil.test> ');
  expect(text).not.toMatch(/(?<!\\)\](?:\(|:\s)\S*evil/);
});

test('many messages are exported whole, page by page', async () => {
  const id = await ask('Leave 0?', 'Yes [1].');
  for (let count = 1; count <= 55; count++) await ask(`Leave ${count}?`, `Yes, ${count} [1].`, id);
  const text = await (await chat.fetch(`/conversations/${id}/export.md`)).text();
  expect(text.match(/^> Leave \d+\?$/gm)).toHaveLength(56);
  expect(text).toContain('Yes, 55 [^56].');
});
