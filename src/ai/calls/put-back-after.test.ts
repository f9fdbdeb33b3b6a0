import { expect, test } from 'vitest';
import { provider } from '#tests/support/calls/scripted-call.ts';
import { ProviderOverloaded, ProviderRefused } from '../provider-errors.ts';
import { ProviderLeftAlone } from './not-sent.ts';
import { putBackAfterMs } from './put-back-after.ts';

test.each([
  ['a told pause', new ProviderOverloaded(provider, 60_000), 60_000, 76_000],
  ['an untold one', new ProviderOverloaded(provider, undefined), 5_000, 7_250],
  ['a model left alone', new ProviderLeftAlone(provider, 10_000), 10_000, 13_500],
])('jobs that met %s come back spread over time', (_, error, earliest, latest) => {
  expect([putBackAfterMs(error, () => 0), putBackAfterMs(error, () => 1)]).toEqual([earliest, latest]);
});

test('other failures are failures', () => {
  expect(putBackAfterMs(new ProviderRefused(provider, 400))).toBeUndefined();
  expect(putBackAfterMs(new Error('cancelled'))).toBeUndefined();
});
