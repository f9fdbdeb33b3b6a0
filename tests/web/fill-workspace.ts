import type { Page } from 'playwright-core';

const moods = [
  ['Good morning, how may I help?', 'This is wonderful, thank you so much, I love the new ferry!'],
  [
    'Harbour office, good day.',
    'Your ferry left without us. This is terrible, I am furious and very disappointed.',
  ],
  ['Hello, what is it about?', 'I would like to know when the office opens.'],
];

/** Thirty conversations over ten days, as a client would send them. */
export function makeTranscripts(): object[] {
  return Array.from({ length: 30 }, (_, index) => {
    const [first, second] = moods[index % moods.length]!;
    const begins = Date.UTC(2026, 0, 5 + (index % 10), 9, index);
    return {
      external_id: `call-${String(index + 1).padStart(3, '0')}`,
      channel: index % 2 === 0 ? 'phone' : 'chat',
      started_at: new Date(begins).toISOString(),
      turns: [
        { speaker: 'agent', text: first },
        { speaker: 'visitor', text: second, offset_ms: 4000 },
      ],
    };
  });
}

/** A request of the signed-in page itself. */
export function callFromPage<Reply>(
  page: Page,
  method: string,
  path: string,
  body?: unknown,
): Promise<Reply> {
  return page.evaluate(
    async ([verb, url, json]) => {
      const response = await fetch(`/api/v1${url}`, {
        method: verb!,
        headers: { accept: 'application/json', ...(json !== null && { 'content-type': 'application/json' }) },
        body: json,
      });
      if (!response.ok) throw new Error(`${verb} ${url}: ${response.status} ${await response.text()}`);
      return response.status === 204 ? undefined : response.json();
    },
    [method, path, body === undefined ? null : JSON.stringify(body)] as const,
  ) as Promise<Reply>;
}
