import { setTimeout as delay } from 'node:timers/promises';
import { startFakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import type { FakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import { makeCalls } from './make-calls.ts';
import type { CallResult } from './make-calls.ts';
import type { GuardName } from './sabotage.ts';
import type { Scenario } from './scenarios.ts';

export interface ScenarioOutcome {
  results: CallResult[];
  peak: number;
  /** That reached the provider. */
  requests: number;
  breaches: string[];
}

export const DEADLINE_MS = 1_500;
export const MARGIN_MS = 250;
const LIMIT = 2;

/** Calls a hostile provider and judges how every call ended, and what the provider itself saw. */
export async function runScenario(
  scenario: Scenario,
  { random, without }: { random: () => number; without?: GuardName },
): Promise<ScenarioOutcome> {
  await using fake = await startFakeProvider();
  fake.always(call => scenario.behave?.(call, random) ?? {});
  await using unreachable = await scenario.unreachable?.();
  const results = await makeCalls({
    baseUrl: unreachable?.baseUrl ?? fake.baseUrl,
    limit: LIMIT,
    deadlineMs: DEADLINE_MS,
    calls: scenario.calls,
    parallel: Math.min(scenario.calls, 10),
    without,
  });
  await untilIdle(fake);
  const breaches = [...judgeResults(results, scenario.ends), ...judgeProvider(fake, scenario)];
  return {
    results,
    peak: fake.gauge.peak,
    requests: fake.calls.length,
    breaches: breaches.map(breach => `${scenario.name}: ${breach}`),
  };
}

/** A call that nobody waits for any more must also be over at the provider. */
async function untilIdle(fake: FakeProvider): Promise<void> {
  await Promise.race([fake.waitFor(() => fake.gauge.current === 0), delay(2_000, undefined, { ref: false })]);
}

export function judgeResults(results: CallResult[], ends: string[]): string[] {
  const late = results.filter(
    ({ durationMs, timerLateMs }) => durationMs - timerLateMs > DEADLINE_MS + MARGIN_MS,
  );
  const other = results.filter(result => !ends.includes(result.outcome));
  return [
    ...late.map(({ durationMs }) => `a call took ${Math.round(durationMs)} ms of ${DEADLINE_MS}`),
    ...other.map(({ outcome }) => `a call ended with ${outcome}`),
  ];
}

function judgeProvider(fake: FakeProvider, { calls, maxRequests }: Scenario): string[] {
  const extra = fake.calls.length - calls;
  const breaches: string[] = [];
  if (fake.gauge.peak > LIMIT) breaches.push(`${fake.gauge.peak} calls at once`);
  if (fake.gauge.current > 0) breaches.push(`${fake.gauge.current} calls still run at the provider`);
  if (extra > Math.max(2, calls / 10)) breaches.push(`${extra} extra calls for ${calls}`);
  if (maxRequests !== undefined && fake.calls.length > maxRequests)
    breaches.push(`${fake.calls.length} requests, ${maxRequests} expected at most`);
  return breaches;
}
