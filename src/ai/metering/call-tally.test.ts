import { expect, test } from 'vitest';
import type { CompletionPart, LanguageModel } from '../complete.ts';
import { CallTally } from './call-tally.ts';

const request = { system: 'Rules.', messages: [{ role: 'user' as const, text: 'x'.repeat(400) }] };
const { signal } = new AbortController();

const modelOf = (write: () => AsyncGenerator<CompletionPart>): LanguageModel => ({
  id: 'fake',
  stream: write,
});

const usage = (inputTokens: number, outputTokens: number): CompletionPart => ({
  type: 'usage',
  inputTokens,
  outputTokens,
  source: 'provider',
});

test('several calls for one answer add up', async () => {
  const tally = new CallTally();
  const counts = [usage(10, 2), usage(20, 3)];
  const model = tally.completions(
    modelOf(async function* () {
      yield { type: 'text', text: 'Yes.' };
      yield counts.shift()!;
    }),
  );
  for (const _call of [1, 2]) await Array.fromAsync(model.stream(request, { signal }));
  expect(tally.used()).toMatchObject({ tokensIn: 30, tokensOut: 5, source: 'provider' });
});

test('a call that is left in the middle counts its prompt and what came', async () => {
  const tally = new CallTally();
  const model = tally.completions(
    modelOf(async function* () {
      yield { type: 'text', text: 'y'.repeat(40) };
      yield usage(1, 1);
    }),
  );
  for await (const _part of model.stream(request, { signal })) break;
  const { tokensIn, tokensOut, source } = tally.used();
  expect([tokensOut, source]).toEqual([10, 'estimated']);
  expect(tokensIn).toBeGreaterThanOrEqual(100);
});

test('a provider that fails before its first word is owed nothing', async () => {
  const tally = new CallTally();
  const model = tally.completions(
    // oxlint-disable-next-line require-yield
    modelOf(async function* () {
      throw new Error('refused');
    }),
  );
  await expect(Array.fromAsync(model.stream(request, { signal }))).rejects.toThrow('refused');
  expect(tally.used()).toEqual({ embeddingTokens: 0, source: 'none' });
});

test('no call is made when there is no room for it', async () => {
  let called = false;
  const tally = new CallTally();
  const beforeCall = () => Promise.reject(new Error('no room'));
  const model = tally.completions(
    modelOf(async function* () {
      called = true;
      yield usage(1, 1);
    }),
    { beforeCall },
  );
  await expect(Array.fromAsync(model.stream(request, { signal }))).rejects.toThrow('no room');
  expect(called).toBe(false);
});
