import { beforeEach, expect, test, vi } from 'vitest';
import { followRun } from '#api/runs.ts';
import { createRunStore } from './create-run-store.ts';
import { settleMessage } from './run-state.ts';
import type { Message } from '#api/conversations.ts';
import type { RunPart } from '#api/runs.ts';
import type { RunState } from './run-state.ts';

vi.mock('#api/runs.ts', () => ({ followRun: vi.fn<typeof followRun>(), cancelRun: vi.fn<() => void>() }));

const message = { id: 'm', conversation_id: 'c', run_id: 'first', status: 'streaming', text: '' } as Message;
const began = (runId: string): RunPart[] => [
  { type: 'run', run_id: runId, conversation_id: 'c', user_message_id: 'u', message_id: 'm' },
  { type: 'text-start', answered_by: 'model', model: 'fake', label: null },
];

/** What each run says, in the order in which they are followed. */
const logs = new Map<string, RunPart[]>();
let ended: RunState[];

beforeEach(() => {
  logs.clear();
  ended = [];
  vi.mocked(followRun).mockReset();
  vi.mocked(followRun).mockImplementation(async (runId, { onPart }) => logs.get(runId)?.forEach(onPart));
});

const openStore = () =>
  createRunStore({ onAccepted: () => undefined, onEnded: (_, state) => void ended.push(state) });

test('an answer whose writer died ends as interrupted with its text, and its continuation is followed as a run of its own', async () => {
  logs.set('first', [
    ...began('first'),
    { type: 'text-delta', text: 'It stood still' },
    { type: 'error', code: 'run-interrupted', message: 'The server stopped.', next_step: 'Continue.' },
  ]);
  const store = openStore();
  store.resume(message, 'How long?');
  await vi.waitFor(() => expect(ended).toHaveLength(1));
  expect(settleMessage(message, ended[0]!)).toMatchObject({
    status: 'interrupted',
    text: 'It stood still',
    failure: null,
  });
  expect(store.find('c')).toBeUndefined();
  logs.set('second', [
    ...began('second'),
    { type: 'text-delta', text: 'It stood still' },
    { type: 'text-delta', text: ' for 74 days.' },
    { type: 'done', status: 'complete' },
  ]);
  store.resume({ ...message, run_id: 'second' }, 'How long?');
  await vi.waitFor(() => expect(ended).toHaveLength(2));
  expect(settleMessage(message, ended[1]!)).toMatchObject({
    status: 'complete',
    text: 'It stood still for 74 days.',
  });
});

test('an answer that failed says why, and is not taken for one that was interrupted', async () => {
  logs.set('first', [...began('first'), { type: 'error', code: 'provider-refused', message: 'No.' }]);
  openStore().resume(message, 'How long?');
  await vi.waitFor(() => expect(ended).toHaveLength(1));
  expect(ended[0]).toMatchObject({ outcome: 'failed', failure: { code: 'provider-refused' } });
});
