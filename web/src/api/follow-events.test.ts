import { afterEach, expect, test, vi } from 'vitest';
import { followEvents } from './follow-events.ts';

afterEach(() => vi.unstubAllGlobals());

/** A server that answers the n-th connection with the n-th script and notes what each one asked for. */
function serve(replies: (() => Response)[]) {
  const resumedFrom: (string | null)[] = [];
  vi.stubGlobal('fetch', (_url: string, init: RequestInit) => {
    resumedFrom.push(new Headers(init.headers).get('last-event-id'));
    const reply = replies[resumedFrom.length - 1];
    return reply ? Promise.resolve(reply()) : Promise.reject(new TypeError('connection refused'));
  });
  return resumedFrom;
}

const streamOf = (text: string) => () => new Response(text);
const event = (id: number, type: string) => `id: ${id}\nevent: ${type}\ndata: {}\n\n`;

async function follow() {
  const seen: string[] = [];
  await followEvents('/events', {
    onEvent: ({ id, type }) => seen.push(`${id} ${type}`),
    isLast: type => type === 'done',
    signal: new AbortController().signal,
    delayMs: () => 0,
  });
  return seen;
}

test('a broken stream is taken up after the last event that came', async () => {
  const resumedFrom = serve([
    streamOf(event(1, 'run') + event(2, 'text-delta')),
    streamOf(event(3, 'text-delta') + event(4, 'done')),
  ]);
  expect(await follow()).toEqual(['1 run', '2 text-delta', '3 text-delta', '4 done']);
  expect(resumedFrom).toEqual([null, '2']);
});

test('a server that stays away is given up on with words for the person', async () => {
  serve([]);
  await expect(follow()).rejects.toMatchObject({ code: 'unreachable' });
});

test('what the server refuses is not asked again', async () => {
  const refusal = () =>
    Response.json({ code: 'not-found', detail: 'There is no such run.' }, { status: 404 });
  const resumedFrom = serve([refusal]);
  await expect(follow()).rejects.toMatchObject({ status: 404, message: 'There is no such run.' });
  expect(resumedFrom).toHaveLength(1);
});
