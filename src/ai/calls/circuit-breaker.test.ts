import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { callOptions, outcomeOf, provider, scriptedCall } from '#tests/support/calls/scripted-call.ts';
import { ProviderOverloaded, ProviderRefused, ProviderTimeout } from '../provider-errors.ts';
import { ProviderUnavailable } from '../provider-errors.ts';
import { breakCircuit } from './break-circuit.ts';
import type { Call } from './call.ts';
import { CircuitBreaker } from './circuit-breaker.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const unavailable = new ProviderUnavailable(provider);
const open = () => new CircuitBreaker({ failures: 3, openMs: 1_000, random: () => 1 });
const guard = (breaker: CircuitBreaker, call: Call<string>) =>
  breakCircuit({ breaker, provider, fairMs: 100 })(call);

async function fail(breaker: CircuitBreaker, times: number, error: Error = unavailable): Promise<void> {
  for (let time = 0; time < times; time++)
    await outcomeOf(guard(breaker, scriptedCall(error))(callOptions()));
}

test('failures in a row open it, and then nothing is sent', async () => {
  const breaker = open();
  await fail(breaker, 3);
  const call = scriptedCall('vector');
  expect(await outcomeOf(guard(breaker, call)(callOptions()))).toMatchObject({
    name: 'ProviderLeftAlone',
    retryAfterMs: 1_000,
  });
  expect(call.made).toBe(0);
});

test.each([
  ['a refusal', new ProviderRefused(provider, 401)],
  ['a 429', new ProviderOverloaded(provider, 0)],
  ['a cancellation', new Error('cancelled')],
  ['a deadline that our own queue used up', new ProviderTimeout(provider, 1)],
])('%s does not open it', async (_, error) => {
  const breaker = open();
  await fail(breaker, 10, error);
  expect(breaker.closedMs).toBe(0);
});

test('a model that used up most of the deadline has failed', async () => {
  const breaker = open();
  const silent: Call<string> = async function* () {
    await vi.advanceTimersByTimeAsync(100);
    yield* scriptedCall(new ProviderTimeout(provider, 100))(callOptions());
  };
  for (let time = 0; time < 3; time++) await outcomeOf(guard(breaker, silent)(callOptions()));
  expect(breaker.closedMs).toBeGreaterThan(0);
});

test('an answer in between starts the count anew', async () => {
  const breaker = open();
  await fail(breaker, 2);
  await outcomeOf(guard(breaker, scriptedCall('vector'))(callOptions()));
  await fail(breaker, 2);
  expect(breaker.closedMs).toBe(0);
});

test('one probe decides: while it is under way nobody else calls', async () => {
  const breaker = open();
  await fail(breaker, 3);
  await vi.advanceTimersByTimeAsync(1_000);
  const probe = guard(breaker, scriptedCall('vector'))(callOptions())[Symbol.asyncIterator]();
  await probe.next();
  const other = scriptedCall('vector');
  expect(await outcomeOf(guard(breaker, other)(callOptions()))).toMatchObject({ name: 'ProviderLeftAlone' });
  await probe.next();
  expect(await outcomeOf(guard(breaker, other)(callOptions()))).toEqual(['vector']);
});

test('a failed probe closes it for twice as long', async () => {
  const breaker = open();
  await fail(breaker, 3);
  await vi.advanceTimersByTimeAsync(1_000);
  await fail(breaker, 1);
  expect(breaker.closedMs).toBe(2_000);
});

test('a probe that was cancelled lets the next call probe', async () => {
  const breaker = open();
  await fail(breaker, 3);
  await vi.advanceTimersByTimeAsync(1_000);
  await fail(breaker, 1, new Error('cancelled'));
  expect(breaker.closedMs).toBe(0);
});
