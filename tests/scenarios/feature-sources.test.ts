import { expect, test } from 'vitest';
import { cardPayments } from '#features/definitions/examples/card-payments.ts';
import { makePayment } from '#tests/support/features/make-payment.ts';
import { openProgram, until } from '#tests/support/open-program.ts';

interface Message {
  status: string;
  conversation_id: string;
  citations: { quote: string; document_id: string; document_title: string; state: string }[];
}

test('an entity’s features are a source that answers cite, and that says how fresh it is', async () => {
  const { client } = await openProgram();
  await client.post('/feature-groups/apply', { groups: [cardPayments] });
  const events = [1, 2, 3].map(number => ({ value: makePayment(`tx-${number}`, { card_id: 'card-7' }) }));
  await client.post('/topics/transactions/events', { events });
  await until(
    () => client.get<{ items: { processed: number }[] }>('/feature-groups'),
    ({ items }) => items[0]!.processed === 3,
  );
  const library = await client.post<{ id: string }>('/libraries', { name: 'cards' });
  const { items } = await client.post<{ items: { document_id: string; as_of: string }[] }>(
    '/feature-sources',
    {
      library_id: library.id,
      view: 'card-payments',
      entities: ['card-7', 'card-7'],
    },
  );
  expect(items).toHaveLength(1);
  await until(
    () => client.get<{ status: string }>(`/documents/${items[0]!.document_id}`),
    ({ status }) => status === 'ready',
  );
  const text = 'How many payments of card-7 were there in the last 24 hours?';
  const { message } = await client.post<{ message: Message }>('/ask', { text });
  const { items: said } = await until(
    () => client.get<{ items: Message[] }>(`/conversations/${message.conversation_id}/messages`),
    ({ items: seen }) => seen[1]?.status === 'complete',
  );
  const cited = said[1]!.citations.find(({ quote }) =>
    quote.includes('payments_24h (payments, last 24 hours)'),
  );
  expect(cited).toMatchObject({ document_id: items[0]!.document_id });
  expect(cited!.quote).toContain('of card-7 is 3.');
  expect(cited!.document_title).toContain(items[0]!.as_of.slice(0, 10));
});
