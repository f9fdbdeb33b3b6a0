import { expect, test } from 'vitest';
import { conversation } from '#tests/support/open-transcript-api.ts';
import { openProgram, until } from '#tests/support/open-program.ts';

interface Message {
  status: string;
  conversation_id: string;
  citations: { quote: string; speaker?: string | null; offset_ms?: number | null }[];
}

test('what an answer quotes from a conversation says who spoke and when, in the API, a link and the export', async () => {
  const { client } = await openProgram();
  const { id } = await client.post<{ id: string }>('/transcripts', conversation('call-1'));
  const library = await client.post<{ id: string }>('/libraries', { name: 'talks' });
  const { items } = await client.post<{ items: [{ document_id: string }] }>('/transcripts/sources', {
    library_id: library.id,
    transcript_ids: [id],
  });
  const route = `/documents/${items[0].document_id}`;
  await until(
    () => client.get<{ status: string }>(route),
    ({ status }) => status === 'ready',
  );
  const asked = await client.post<{ message: Message }>('/ask', { text: 'Who will look into the order?' });
  const messages = `/conversations/${asked.message.conversation_id}/messages`;
  const { items: said } = await until(
    () => client.get<{ items: Message[] }>(messages),
    ({ items: seen }) => seen[1]?.status === 'complete',
  );
  const cited = said[1]!.citations.find(({ quote }) => quote.includes('Let me look into your order'));
  expect(cited).toMatchObject({ speaker: 'agent', offset_ms: 4_000 });
  const { token } = await client.post<{ token: string }>('/shares', {
    conversation_id: asked.message.conversation_id,
    expires_in_days: 1,
  });
  const shared = await client.post<{ content: { messages: Message[] } }>('/shares/open', { token });
  const quoted = shared.content.messages[1]!.citations.find(({ quote }) => quote === cited!.quote);
  expect(quoted).toMatchObject({ speaker: 'agent', offset_ms: 4_000 });
  const exported = await Array.fromAsync(
    client.download(`/conversations/${asked.message.conversation_id}/export.md`),
  );
  expect(exported.join('')).toMatch(/^\[\^\d+\]: call-1 .*, agent \\?\(0:00:04\\?\): “/m);
});
