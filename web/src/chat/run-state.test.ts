import { expect, test } from 'vitest';
import { applyPart, startRun } from './run-state.ts';
import type { RunPart } from '#api/runs.ts';

const citation = {
  type: 'citation',
  index: 1,
  chunk_id: 'c',
  document_id: 'd',
  document_title: 'Report',
  paged: true,
  page_start: 4,
  page_end: 4,
  spans: [[4, 0, 9]],
  quote: 'T3 stood still',
} satisfies RunPart;

const play = (parts: RunPart[]) => parts.reduce(applyPart, startRun('Why?', 2));

test('an answer grows from question to cited text', () => {
  const state = play([
    { type: 'run', run_id: 'r', conversation_id: 'v', user_message_id: 'u', message_id: 'm' },
    { type: 'retrieval', query: 'why', mode: 'keyword', searched_documents: 3, passages: [{}, {}] },
    { type: 'text-start', answered_by: 'model', model: 'm', label: null },
    { type: 'text-delta', text: 'It broke ' },
    { type: 'text-delta', text: '[1].' },
    citation,
    { type: 'text-end' },
    { type: 'done', status: 'complete' },
  ]);
  expect(state).toMatchObject({
    phase: 'ended',
    outcome: 'complete',
    text: 'It broke [1].',
    documentCount: 3,
    passageCount: 2,
    messageId: 'm',
  });
  expect(state.citations).toHaveLength(1);
});

test('an answer that fails keeps the text that had already come', () => {
  const state = play([
    { type: 'text-delta', text: 'It broke' },
    { type: 'error', code: 'provider-unavailable', message: 'No reply.', next_step: 'Ask again.' },
  ]);
  expect(state).toMatchObject({ text: 'It broke', outcome: 'failed', failure: { message: 'No reply.' } });
});

test('a part of a kind that this page does not know changes nothing', () => {
  const before = startRun('Why?', 1);
  expect(applyPart(before, { type: 'signals' } as unknown as RunPart)).toBe(before);
});

test('a later proof stands in place of the one before, and is kept with the answer', () => {
  const proof = { type: 'proof', judged_by: 'rules', note: null, sentences: [] } satisfies RunPart;
  const state = play([proof, { ...proof, judged_by: 'model' }]);
  expect(state.proof?.judged_by).toBe('model');
});
