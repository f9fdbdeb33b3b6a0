import { expect, test } from 'vitest';
import type { CompletionRequest, LanguageModel } from '../../complete.ts';
import { openModelEngine } from './open-model-engine.ts';

const { signal } = new AbortController();

/** Answers each call with what `reply` makes of the numbered turns. */
function scripted(reply: (turns: { turn: number; text: string }[], call: number) => string) {
  const requests: CompletionRequest[] = [];
  const model: LanguageModel = {
    id: 'fake',
    async *stream(request) {
      requests.push(request);
      const { turns } = JSON.parse(request.messages[0]!.text) as { turns: { turn: number; text: string }[] };
      yield { type: 'text', text: reply(turns, requests.length) };
      yield { type: 'usage', inputTokens: 1, outputTokens: 1, source: 'provider' };
    },
  };
  return { requests, engine: openModelEngine(model) };
}

const entry = (turn: number, label: string) => ({
  turn,
  label,
  score: label === 'not-available' ? null : 0.5,
  confidence: label === 'not-available' ? null : 0.9,
  language: 'en',
});

test('each turn gets what the model says of it, and what it does not know is not available', async () => {
  const { engine, requests } = scripted(turns =>
    JSON.stringify({
      turns: turns.map(({ turn, text }) => entry(turn, text === '???' ? 'not-available' : 'positive')),
    }),
  );
  const long = Array.from({ length: 100 }, (_, n) => `turn ${n}`);
  const scored = await engine.score(
    [
      { language: null, turns: ['Good!', '???'] },
      { language: 'en', turns: long },
    ],
    { signal },
  );
  expect(scored[0]).toEqual([
    { label: 'positive', score: 0.5, confidence: 0.9, language: 'en' },
    { label: 'not-available', score: null, confidence: null, language: 'en' },
  ]);
  expect(scored[1]).toHaveLength(100);
  expect(requests).toHaveLength(4);
  expect(requests.every(request => request.replySchema !== undefined)).toBe(true);
});

test('a reply that does not keep to the schema is asked for once more', async () => {
  const { engine, requests } = scripted((turns, call) =>
    call === 1
      ? '```json\n{"turns": []}\n```'
      : JSON.stringify({ turns: turns.map(({ turn }) => entry(turn, 'neutral')) }),
  );
  expect((await engine.score([{ language: null, turns: ['a'] }], { signal }))[0]![0]!.label).toBe('neutral');
  expect(requests[1]!.messages.at(-1)!.text).toContain('turn 1 is missing');
});

test('a model that never keeps to the schema scores nothing', async () => {
  const { engine, requests } = scripted(() => 'I would rather not.');
  await expect(engine.score([{ language: null, turns: ['a'] }], { signal })).rejects.toThrow('schema');
  expect(requests).toHaveLength(2);
});
