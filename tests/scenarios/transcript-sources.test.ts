import { expect, test } from 'vitest';
import { conversation, openTranscriptApi } from '#tests/support/open-transcript-api.ts';
import { waitForDocument } from '#tests/support/open-document-api.ts';

interface Hit {
  document_id: string;
  document_title: string;
  paged: boolean;
  text: string;
  spans: [number, number, number][];
  turns?: { part: number; speaker: string; offset_ms: number | null }[];
}

test('a conversation in a library is found by what was said, and its places are turns', async () => {
  await using api = await openTranscriptApi();
  const user = await api.signUp('ada');
  const { id } = (await user.call('POST', '/transcripts', conversation('call-1'))).json<{ id: string }>();
  const library = (await user.call('POST', '/libraries', { name: 'talks' })).json<{ id: string }>();
  const add = () =>
    user.call('POST', '/transcripts/sources', { library_id: library.id, transcript_ids: [id, id] });
  const added = await add();
  expect(added.statusCode).toBe(202);
  const { items } = added.json<{ items: { document_id: string; is_new: boolean }[] }>();
  expect(items).toMatchObject([{ transcript_id: id, is_new: true }]);
  const again = (await add()).json<typeof added>();
  expect(again).toMatchObject({ items: [{ document_id: items[0]!.document_id, is_new: false }] });

  await using _worker = await api.work();
  expect(await waitForDocument(user, items[0]!.document_id)).toMatchObject({
    status: 'ready',
    format: 'transcript',
    title: 'call-1 · chat · 2026-03-04 05:06',
    page_count: 3,
    paged: false,
    metadata: { transcript_id: id, external_id: 'call-1' },
  });
  const { hits } = (await user.call('POST', '/search', { query: 'look into the order', k: 1 })).json<{
    hits: Hit[];
  }>();
  expect(hits[0]).toMatchObject({ document_id: items[0]!.document_id, paged: false });
  const { text, spans } = hits[0]!;
  expect(text).toContain('agent (0:00:04): Let me look into your order.');
  // Of each passage it is known which turns it is made of.
  expect(spans.map(([part]) => part)).toEqual([1, 2, 3]);
  expect(hits[0]).toMatchObject({ speaker: 'customer', offset_ms: 0 });
  expect(hits[0]!.turns).toEqual([
    { part: 1, speaker: 'customer', offset_ms: 0 },
    { part: 2, speaker: 'agent', offset_ms: 4_000 },
    { part: 3, speaker: 'customer', offset_ms: expect.any(Number) as number },
  ]);
  const turn = await user.call('GET', `/documents/${items[0]!.document_id}/pages/2`);
  expect(turn.json<{ text: string }>().text).toBe('agent (0:00:04): Let me look into your order.');
});

test('a conversation of another tenant, or for another tenant’s library, is missing', async () => {
  await using api = await openTranscriptApi();
  const [ada, eve] = [await api.signUp('ada'), await api.signUp('eve')];
  const { id } = (await ada.call('POST', '/transcripts', conversation('c-1'))).json<{ id: string }>();
  const ofAda = (await ada.call('POST', '/libraries', { name: 'a' })).json<{ id: string }>().id;
  const ofEve = (await eve.call('POST', '/libraries', { name: 'e' })).json<{ id: string }>().id;
  const add = (library_id: string, transcript_id: string) =>
    eve.call('POST', '/transcripts/sources', { library_id, transcript_ids: [transcript_id] });
  expect((await add(ofEve, id)).statusCode).toBe(404);
  const own = (await eve.call('POST', '/transcripts', conversation('c-1'))).json<{ id: string }>().id;
  expect((await add(ofAda, own)).statusCode).toBe(404);
  expect((await add(ofEve, own)).statusCode).toBe(202);
});
