import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { callOptions, outcomeOf, provider, scriptedCall } from '#tests/support/calls/scripted-call.ts';
import { ProviderOverloaded } from '../provider-errors.ts';
import { ProviderGate } from './provider-gate.ts';
import { respectGate } from './respect-gate.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const random = (): number => 1;
const overloaded = (retryAfterMs?: number) => new ProviderOverloaded(provider, retryAfterMs);

test('after one 429 nobody calls until the provider said so', async () => {
  const gate = new ProviderGate({ random });
  await outcomeOf(respectGate(gate, provider)(scriptedCall(overloaded(3_000)))(callOptions()));
  const other = scriptedCall('vector');
  const guarded = respectGate(gate, provider)(other);
  await vi.advanceTimersByTimeAsync(2_999);
  expect(await outcomeOf(guarded(callOptions()))).toMatchObject({
    name: 'ProviderHeldBack',
    retryAfterMs: 1,
  });
  expect(other.made).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(await outcomeOf(guarded(callOptions()))).toEqual(['vector']);
});

test.each([0, undefined])(
  'Retry-After %s in a row makes longer pauses, until somebody is answered',
  async told => {
    const gate = new ProviderGate({ random });
    const pauses: number[] = [];
    for (let time = 0; time < 4; time++) {
      pauses.push(await gate.close(told));
      await vi.advanceTimersByTimeAsync(pauses.at(-1)!);
    }
    expect(pauses).toEqual([500, 1_000, 2_000, 4_000]);
    gate.passed();
    expect(await gate.close(told)).toBe(500);
  },
);

test('several refusals at once are one pause', async () => {
  const gate = new ProviderGate({ random });
  expect([await gate.close(0), await gate.close(0), await gate.close(0)]).toEqual([500, 500, 500]);
});

test('a Retry-After of a year closes for ten minutes', async () => {
  expect(await new ProviderGate().close(365 * 86_400_000)).toBe(600_000);
});

test('a refusal tells its caller how long everybody waits, even when the provider did not', async () => {
  const guarded = respectGate(new ProviderGate({ random }), provider)(scriptedCall(overloaded()));
  const outcome = await outcomeOf(guarded(callOptions()));
  expect(outcome).toBeInstanceOf(ProviderOverloaded);
  expect(outcome).toMatchObject({ retryAfterMs: 500 });
});

test('what another process was told holds here too', async () => {
  const shared = { readClosedMs: async () => 7_000, close: async () => {} };
  const call = scriptedCall('vector');
  const guarded = respectGate(new ProviderGate({ shared }), provider)(call);
  expect(await outcomeOf(guarded(callOptions()))).toMatchObject({ retryAfterMs: 7_000 });
  expect(call.made).toBe(0);
});
