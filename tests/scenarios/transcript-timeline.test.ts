import { expect, test } from 'vitest';
import { sql } from 'kysely';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import {
  conversation,
  importFile,
  openTranscriptApi,
  waitForScorings,
  waitForWork,
} from '#tests/support/open-transcript-api.ts';

interface List {
  items: { external_id: string }[];
  next_cursor: string | null;
}

const at = (day: number, channel: string, text: string) =>
  conversation(`day-${day}`, {
    channel,
    started_at: `2026-0${day < 20 ? 4 : 5}-${String(day).padStart(2, '0')}T10:00:00Z`,
    turns: [
      { speaker: 'customer', text },
      { speaker: 'agent', text: 'Your order number is 4711.' },
    ],
  });

const talks = [
  at(1, 'phone', 'This is a terrible, horrible experience and I hate it.'),
  at(2, 'phone', 'Thank you, this is wonderful and I love it.'),
  at(3, 'chat', 'Bonjour, je voudrais annuler ma commande parce que je suis très déçu.'),
  at(25, 'chat', 'I am not very happy with the delivery of this order.'),
];

test('the timeline pages across months, filters, and adds up', async () => {
  await using api = await openTranscriptApi();
  const user = await api.signUp('ada');
  await using _worker = await api.work();
  await importFile(user, talks.map(each => JSON.stringify(each)).join('\n'));
  const [scoring] = await waitForScorings(user);
  expect(scoring).toMatchObject({ status: 'done', scored: 4, turns: 8 });
  const ask = async <T = List>(url: string) => (await user.call('GET', url)).json<T>();

  const names: string[] = [];
  for (let cursor = ''; ;) {
    const page = await ask(`/transcripts?limit=1${cursor}`);
    names.push(...page.items.map(each => each.external_id));
    if (page.next_cursor === null) break;
    cursor = `&cursor=${page.next_cursor}`;
  }
  expect(names).toEqual(['day-25', 'day-3', 'day-2', 'day-1']);
  const found = async (query: string) =>
    (await ask(`/transcripts?${query}`)).items.map(each => each.external_id);
  expect(await found('sentiment=not-available')).toEqual(['day-3']);
  expect(await found('channel=phone')).toEqual(['day-2', 'day-1']);
  expect(await found('q=WONDERFUL')).toEqual(['day-2']);
  expect(await found('q=%25%25')).toEqual([]);
  expect(await found('since=2026-04-02T00:00:00Z&until=2026-04-30T00:00:00Z')).toEqual(['day-3', 'day-2']);

  const span = 'since=2026-04-01T00:00:00Z&until=2026-06-01T00:00:00Z';
  const days = await ask<{ items: object[] }>(`/transcripts/sentiment?${span}&by=day`);
  expect(days.items).toHaveLength(4);
  expect(days.items[0]).toMatchObject({ key: '2026-04-01', conversations: 1, negative: 1, unscored: 0 });
  const channels = await ask<{ items: object[] }>(`/transcripts/sentiment?${span}&by=channel`);
  expect(channels.items).toMatchObject([
    { key: 'chat', conversations: 2 },
    { key: 'phone', conversations: 2, positive: 1, negative: 1 },
  ]);
  const worst = await ask<{ items: object[] }>(`/transcripts/worst-turns?${span}&limit=1`);
  expect(worst.items).toMatchObject([{ external_id: 'day-1', turn: 0, speaker: 'customer' }]);
  const speakers = await ask<{ items: { speaker: string; share: number }[] }>(
    `/transcripts/speakers?${span}`,
  );
  expect(speakers.items).toMatchObject([
    { speaker: 'customer', conversations: 4, turns: 4 },
    { speaker: 'agent', conversations: 4, turns: 4 },
  ]);
  expect(speakers.items.reduce((sum, each) => sum + each.share, 0)).toBeCloseTo(1);
});

test('scoring again costs again, each once, and a language that the engine does not know stays without a score', async () => {
  await using api = await openTranscriptApi();
  const user = await api.signUp('ada');
  await using _worker = await api.work();
  await importFile(user, JSON.stringify(talks));
  await waitForScorings(user);
  const span = { since: '2026-04-02T00:00:00Z', until: '2026-04-30T00:00:00Z' };
  const reply = await user.call('POST', '/transcripts/scorings', span);
  expect(reply.statusCode).toBe(202);
  const again = await waitForWork(user, `/transcripts/scorings/${reply.json<{ id: string }>().id}`);
  expect(again).toMatchObject({ status: 'done', engine: 'vader', scored: 2, turns: 4 });
  expect((await user.call('POST', '/transcripts/scorings', { ...span, engine: 'none' })).statusCode).toBe(
    400,
  );
  const bills = await withTransaction(api.db, user, async tx => {
    const { rows } = await sql<{ subject: string; credits: number }>`
      select subject, credits from usage_records where kind = 'sentiment' and model = 'vader'`.execute(tx);
    return rows;
  });
  expect(new Set(bills.map(each => each.subject)).size).toBe(2);
  expect(bills).toHaveLength(2);
  for (const { credits } of bills) expect(credits).toBeGreaterThan(0);
  const { items } = (await user.call('GET', '/transcripts?q=Bonjour')).json<{ items: { id: string }[] }>();
  const french = (await user.call('GET', `/transcripts/${items[0]!.id}`)).json<{ turns: object[] }>();
  expect(french.turns[0]).toMatchObject({
    language: 'fr',
    sentiment: { label: 'not-available', score: null },
  });
});

test('sums of more hours than one reply holds are refused, not cut short', async () => {
  await using api = await openTranscriptApi();
  const user = await api.signUp('ada');
  await using _worker = await api.work();
  const begin = Date.UTC(2026, 3, 1);
  const hours = Array.from({ length: 1_001 }, (_, hour) =>
    conversation(`hour-${hour}`, { started_at: new Date(begin + hour * 3_600_000).toISOString() }),
  );
  await importFile(user, JSON.stringify(hours));
  const ask = (by: string) =>
    user.call('GET', `/transcripts/sentiment?since=2026-04-01T00:00:00Z&until=2026-06-01T00:00:00Z&by=${by}`);
  const refused = await ask('hour');
  expect(refused.statusCode).toBe(400);
  expect(refused.json()).toMatchObject({ next_step: 'Ask for a shorter span, or by day.' });
  expect((await ask('day')).json<{ items: object[] }>().items).toHaveLength(42);
});
