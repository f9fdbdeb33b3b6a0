import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { callOptions, outcomeOf, provider, scriptedCall } from '#tests/support/calls/scripted-call.ts';
import { ProviderOverloaded, ProviderRefused, ProviderReplyInvalid } from '../provider-errors.ts';
import { ProviderTimeout, ProviderUnavailable } from '../provider-errors.ts';
import type { Call } from './call.ts';
import { ProviderHeldBack } from './not-sent.ts';
import { RetryBudget } from './retry-budget.ts';
import { retryFailures } from './retry-failures.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const unavailable = new ProviderUnavailable(provider);
const overloaded = (retryAfterMs?: number) => new ProviderOverloaded(provider, retryAfterMs);

function retried(call: Call<string>, options: { budget?: RetryBudget; random?: () => number } = {}) {
  return retryFailures({ budget: new RetryBudget(), maxSleepMs: 5_000, random: () => 0.5, ...options })(call);
}

async function settle(call: Call<string>, options = callOptions()) {
  const outcome = outcomeOf(call(options));
  await vi.runAllTimersAsync();
  return { outcome: await outcome, sleptMs: Math.round(options.timer.timings.retrySleepMs) };
}

test('a passing failure is tried again', async () => {
  const call = scriptedCall(unavailable, 'vector');
  expect(await settle(retried(call))).toEqual({ outcome: ['vector'], sleptMs: 250 });
  expect(call.made).toBe(2);
});

test.each([
  [0, 0],
  [0.5, 250],
  [1, 500],
])('the wait before a retry is drawn from the whole range: %d', async (drawn, sleptMs) => {
  expect(await settle(retried(scriptedCall(unavailable, 'vector'), { random: () => drawn }))).toEqual({
    outcome: ['vector'],
    sleptMs,
  });
});

test.each([
  ['a refusal', new ProviderRefused(provider, 400)],
  ['a reply that cannot be used', new ProviderReplyInvalid(provider, 'wrong')],
  ['the end of the deadline', new ProviderTimeout(provider, 1)],
  ['a defect of our own', new TypeError('oops')],
])('%s is not tried again', async (_, error) => {
  const call = scriptedCall(error, 'vector');
  expect((await settle(retried(call))).outcome).toBe(error);
  expect(call.made).toBe(1);
});

test('a short Retry-After is waited for, with jitter on top', async () => {
  expect(await settle(retried(scriptedCall(overloaded(3_000), 'vector')))).toEqual({
    outcome: ['vector'],
    sleptMs: 3_250,
  });
});

test('a long Retry-After is handed to the caller at once', async () => {
  const error = overloaded(60_000);
  expect(await settle(retried(scriptedCall(error, 'vector')))).toEqual({ outcome: error, sleptMs: 0 });
});

test('a call is sent four times at most', async () => {
  const budget = new RetryBudget();
  for (let call = 0; call < 1_000; call++) budget.earn();
  const call = scriptedCall(unavailable);
  expect((await settle(retried(call, { budget, random: () => 0 }))).outcome).toBe(unavailable);
  expect(call.made).toBe(4);
});

test('nothing is tried again once the budget is spent', async () => {
  const budget = new RetryBudget();
  while (budget.spend());
  const call = scriptedCall(unavailable, 'vector');
  expect((await settle(retried(call, { budget }))).outcome).toBe(unavailable);
  expect(call.made).toBe(1);
});

test('what was never sent is no extra call', async () => {
  const budget = new RetryBudget();
  while (budget.spend());
  const call = scriptedCall(new ProviderHeldBack(provider, 100), 'vector');
  expect((await settle(retried(call, { budget }))).outcome).toEqual(['vector']);
});

test('a reply that had begun is not begun again', async () => {
  let made = 0;
  const call = retried(async function* () {
    made += 1;
    yield 'The answer';
    throw unavailable;
  });
  expect((await settle(call)).outcome).toBe(unavailable);
  expect(made).toBe(1);
});

test('whoever aborts during the wait is told their own reason, and no call follows', async () => {
  const controller = new AbortController();
  const call = scriptedCall(unavailable, 'vector');
  const outcome = outcomeOf(retried(call)(callOptions(controller.signal)));
  await vi.advanceTimersByTimeAsync(100);
  controller.abort(new Error('cancelled'));
  expect(await outcome).toMatchObject({ message: 'cancelled' });
  expect(call.made).toBe(1);
});
