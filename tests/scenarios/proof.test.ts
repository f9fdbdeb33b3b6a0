import { afterEach, expect, test } from 'vitest';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createId } from '#kernel/ids.ts';
import { partsOf, serveChat } from '#tests/support/serve-chat.ts';
import type { ReceivedPart, ServedChat } from '#tests/support/serve-chat.ts';

const PAGE = 'Everyone has 28 days of paid leave a year. The office closes at 18:00.';
const QUESTION = 'How many days of paid leave does everyone have?';

let chat: ServedChat;
afterEach(() => chat[Symbol.asyncDispose]());

async function ask(): Promise<ReceivedPart[]> {
  const reply = await chat.fetch('/ask', { method: 'POST', body: JSON.stringify({ text: QUESTION }) });
  return Array.fromAsync(partsOf(reply));
}

async function storedAnswer(parts: ReceivedPart[]): Promise<any> {
  const { conversation_id: id } = parts[0]!.data;
  const reply = await chat.fetch(`/conversations/${id}/messages`);
  return ((await reply.json()) as { items: any[] }).items[1];
}

const proofsOf = (parts: ReceivedPart[]) =>
  parts.filter(part => part.type === 'proof').map(part => part.data);

/** What an ingestion leaves: pages with the places of their words. */
async function storePage(documentId: string, generation: number, text: string, top = 100): Promise<void> {
  const { tenantId } = chat.library;
  const words = [...text.matchAll(/\S+/g)].map(({ 0: word, index }) => [
    index,
    index + word.length,
    50 + index * 5,
    top,
    word.length * 5,
    12,
  ]);
  await withTransaction(chat.db, { tenantId }, async tx => {
    await tx
      .insertInto('document_pages')
      .values({
        tenant_id: tenantId,
        document_id: documentId,
        generation,
        number: 1,
        text,
        words: JSON.stringify(words),
      })
      .execute();
    await tx.updateTable('documents').set({ generation }).where('id', '=', documentId).execute();
  });
}

const changeDocument = (change: (tx: any) => Promise<unknown>) =>
  withTransaction(chat.db, { tenantId: chat.library.tenantId }, change);

test('each sentence of an answer is judged after its text, and the judgement is kept', async () => {
  chat = await serveChat();
  await chat.index('Handbook', [PAGE]);
  chat.provider.always({
    tokens: ['Everyone has 28 days of paid leave a year [1]. ', 'The office closes at 19:00 [1].'],
  });
  const parts = await ask();
  const types = parts.map(part => part.type);
  expect(types.slice(types.indexOf('text-end'))).toEqual(['text-end', 'proof', 'usage', 'done']);
  const [proof] = proofsOf(parts);
  expect(proof).toMatchObject({
    judged_by: 'rules',
    note: null,
    sentences: [
      { start: 0, verdict: 'supported', cites: [1], problems: [] },
      { verdict: 'unsupported', problems: [{ code: 'number' }] },
    ],
  });
  const { type: _type, ...kept } = proof!;
  expect((await storedAnswer(parts)).proof).toEqual(kept);
});

test('quoted answers are proven as verbatim', async () => {
  chat = await serveChat({ keyless: true });
  await chat.index('Handbook', [PAGE]);
  const [proof] = proofsOf(await ask());
  expect(proof!['sentences']).toMatchObject([{ verdict: 'supported', quotation: 'verbatim' }]);
});

test('the model judges in one more call when it is asked to, and both calls are counted', async () => {
  chat = await serveChat({ proof: 'model' });
  await chat.index('Handbook', [PAGE]);
  chat.provider.next({ tokens: ['Leave is generous here [1].'] });
  const verdict = { sentence: 1, verdict: 'partial', reason: 'The passage gives a number only.' };
  chat.provider.next({ tokens: [JSON.stringify({ verdicts: [verdict] })] });
  const parts = await ask();
  expect(proofsOf(parts).map(proof => proof['judged_by'])).toEqual(['rules', 'model']);
  expect(proofsOf(parts)[1]!['sentences']).toMatchObject([
    { verdict: 'partial', problems: [{ code: 'model', message: 'The passage gives a number only.' }] },
  ]);
  const [answer, judgement] = chat.provider.calls;
  expect(chat.provider.calls).toHaveLength(2);
  expect(JSON.stringify(judgement!.body)).toContain('Leave is generous here');
  const usage = parts.find(part => part.type === 'usage')!.data;
  expect(usage['input_tokens']).toBeGreaterThan(JSON.stringify(answer!.body.messages).length / 8);
  expect((await storedAnswer(parts)).proof.judged_by).toBe('model');
});

test('a model that judges nonsense leaves the judgement to the rules, with a note', async () => {
  chat = await serveChat({ proof: 'model' });
  await chat.index('Handbook', [PAGE]);
  chat.provider.next({ tokens: ['Everyone has 28 days of paid leave a year [1].'] });
  chat.provider.next({ tokens: ['I would say it is fine.'] });
  const parts = await ask();
  expect(parts.at(-1)).toMatchObject({ type: 'done', data: { status: 'complete' } });
  const last = proofsOf(parts).at(-1)!;
  expect(last).toMatchObject({ judged_by: 'rules', sentences: [{ verdict: 'supported' }] });
  expect(last['note']).toContain('could not check');
});

test('a wrong number stays marked whatever the model says', async () => {
  chat = await serveChat({ proof: 'model' });
  await chat.index('Handbook', [PAGE]);
  chat.provider.next({ tokens: ['Everyone has 30 days of paid leave a year [1].'] });
  chat.provider.next({ tokens: ['{"verdicts":[{"sentence":1,"verdict":"supported"}]}'] });
  expect(proofsOf(await ask()).at(-1)!['sentences']).toMatchObject([
    { verdict: 'partial', problems: [{ code: 'number' }] },
  ]);
});

test('a citation carries the rectangles of its quotation, and which reading of which file it quotes', async () => {
  chat = await serveChat({ keyless: true });
  const documentId = await chat.index('Handbook', [PAGE]);
  await storePage(documentId, 1, PAGE);
  const citation = (await ask()).find(part => part.type === 'citation')!.data;
  expect(citation['boxes']).toEqual([[1, 50, 100, 210, 12]]);
  expect(citation['document_generation']).toBe(1);
  expect(citation['document_sha256']).toMatch(/^[\da-f]{64}$/);
});

test('a citation survives that its document is read again, moved or not, and says when it is lost', async () => {
  chat = await serveChat({ keyless: true });
  const documentId = await chat.index('Handbook', [PAGE]);
  await storePage(documentId, 1, PAGE);
  const parts = await ask();
  const citationNow = async () => (await storedAnswer(parts)).citations[0];
  expect(await citationNow()).toMatchObject({ state: 'holds', spans: [[1, 0, 42]] });

  await storePage(documentId, 2, PAGE, 300);
  expect(await citationNow()).toMatchObject({ state: 'holds', boxes: [[1, 50, 300, 210, 12]] });

  await storePage(documentId, 3, `A new preface. Everyone has 28 days\nof paid leave a year.`);
  expect(await citationNow()).toMatchObject({ state: 'moved', spans: [[1, 15, 57]] });

  await storePage(documentId, 4, 'Everyone has 30 days of paid leave a year.');
  expect(await citationNow()).toMatchObject({
    state: 'lost',
    quote: 'Everyone has 28 days of paid leave a year.',
  });
});

test('a citation finds the same file again after it was deleted and uploaded anew', async () => {
  chat = await serveChat({ keyless: true });
  const documentId = await chat.index('Handbook', [PAGE]);
  await storePage(documentId, 1, PAGE);
  const parts = await ask();
  const again = createId();
  await changeDocument(async tx => {
    const row = await tx.selectFrom('documents').selectAll().where('id', '=', documentId).executeTakeFirst();
    await tx.deleteFrom('documents').where('id', '=', documentId).execute();
    const { title, file_name, media_type, byte_size, sha256, tenant_id, library_id } = row;
    await tx
      .insertInto('documents')
      .values({
        id: again,
        title,
        file_name,
        media_type,
        byte_size,
        sha256,
        tenant_id,
        library_id,
        status: 'ready',
      })
      .execute();
  });
  expect((await storedAnswer(parts)).citations[0]).toMatchObject({ state: 'lost' });
  await storePage(again, 1, PAGE);
  expect((await storedAnswer(parts)).citations[0]).toMatchObject({ state: 'holds', document_id: again });
});
