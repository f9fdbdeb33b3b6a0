import { expect, test } from 'vitest';
import { ApiClient } from '#cli/api-client.ts';
import type { Output } from '#cli/output.ts';
import { streamAnswer } from '#cli/stream-answer.ts';
import { serveChat } from '#tests/support/serve-chat.ts';

test('Ctrl-C in the middle of an answer stops it: nothing more is paid for', async () => {
  await using chat = await serveChat();
  await chat.index('Handbook', ['Everyone has 28 days of paid leave a year, besides public holidays.']);
  const never = new Promise<never>(() => {});
  chat.provider.next({ tokens: ['Leave', ' is', ' 28'], beforeToken: i => (i === 2 ? never : undefined) });
  const controller = new AbortController();
  const client = new ApiClient({
    baseUrl: chat.url.replace('/api/v1', ''),
    apiKey: chat.apiKey,
    signal: controller.signal,
  });
  const interrupt = () => controller.abort(new DOMException('Interrupted.', 'AbortError'));
  const question = { text: 'How long is leave?', library_ids: [], document_ids: [] };
  const output = { line: () => {}, write: interrupt } as unknown as Output;
  await expect(streamAnswer(client, output, question)).rejects.toThrow('Interrupted.');
  await expect.poll(() => chat.provider.calls.map(call => call.outcome)).toEqual(['abandoned']);
  const { items } = await (await chat.fetch('/conversations')).json();
  const { items: messages } = await (await chat.fetch(`/conversations/${items[0].id}/messages`)).json();
  expect(messages.at(-1)).toMatchObject({ role: 'assistant', status: 'stopped' });
});
