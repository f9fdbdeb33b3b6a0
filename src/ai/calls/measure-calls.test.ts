import { expect, test } from 'vitest';
import { createMetrics } from '#kernel/telemetry/metrics.ts';
import { callOptions, outcomeOf, provider, scriptedCall } from '#tests/support/calls/scripted-call.ts';
import { ProviderTimeout } from '../provider-errors.ts';
import { measureCalls } from './measure-calls.ts';

const labels = { provider: 'api.example.org', model: 'vectors', operation: 'embed' } as const;

async function countsOf(metrics: ReturnType<typeof createMetrics>): Promise<string[]> {
  const pattern = /^quarry_provider_call_total_seconds_count\{.*outcome="([a-z-]+)"\} (\d+)$/gm;
  return [...(await metrics.metrics()).matchAll(pattern)].map(([, outcome, count]) => `${outcome} ${count}`);
}

test('each call is counted once, by how it ended', async () => {
  const metrics = createMetrics();
  const measure = measureCalls(metrics, labels);
  await outcomeOf(measure(scriptedCall('vector'))(callOptions()));
  await outcomeOf(measure(scriptedCall('vector'))(callOptions()));
  await outcomeOf(measure(scriptedCall(new ProviderTimeout(provider, 1)))(callOptions()));
  await outcomeOf(measure(scriptedCall(new TypeError('oops')))(callOptions()));
  await outcomeOf(measure(scriptedCall('vector'))(callOptions(AbortSignal.abort(new Error('cancelled')))));
  expect((await countsOf(metrics)).toSorted()).toEqual(['failed 1', 'ok 2', 'stopped 1', 'timeout 1']);
});

test('a reader who leaves early is counted as one who stopped', async () => {
  const metrics = createMetrics();
  for await (const _ of measureCalls(metrics, labels)(scriptedCall('vector'))(callOptions())) break;
  expect(await countsOf(metrics)).toEqual(['stopped 1']);
});
