import { expect, test } from 'vitest';
import { callOptions, outcomeOf, provider, scriptedCall } from '#tests/support/calls/scripted-call.ts';
import type { Call } from './call.ts';
import { holdPermit } from './hold-permit.ts';
import { openLocalPermits } from './permits.ts';

test('no more calls run at once than there are permits', async () => {
  let running = 0;
  let most = 0;
  const call: Call<string> = async function* () {
    most = Math.max(most, ++running);
    await new Promise(setImmediate);
    running -= 1;
    yield 'vector';
  };
  const limited = holdPermit(openLocalPermits(2), provider)(call);
  await Promise.all(Array.from({ length: 20 }, () => outcomeOf(limited(callOptions()))));
  expect(most).toBe(2);
});

test('a call that does not hear its signal keeps its permit until it ends', async () => {
  const permits = openLocalPermits(1);
  const deaf = Promise.withResolvers<void>();
  const controller = new AbortController();
  const limited = holdPermit(
    permits,
    provider,
  )(async function* () {
    await deaf.promise;
    yield 'late';
  });
  const first = outcomeOf(limited(callOptions(controller.signal)));
  await new Promise(setImmediate);
  controller.abort(new Error('given up'));
  let entered = false;
  const second = permits.acquire(new AbortController().signal).then(() => (entered = true));
  await new Promise(setImmediate);
  expect(entered).toBe(false);
  deaf.resolve();
  expect(await first).toEqual(['late']);
  expect(await second).toBe(true);
});

test('a permit that is lost ends the call, as a failure that may be retried', async () => {
  const lost = new AbortController();
  const permits = { ...openLocalPermits(1), acquire: async () => heldWith(lost.signal) };
  const call: Call<string> = ({ signal }) => {
    queueMicrotask(() => lost.abort(new Error('lease over')));
    return untilAborted(signal);
  };
  const outcome = await outcomeOf(holdPermit(permits, provider)(call)(callOptions()));
  expect(outcome).toMatchObject({ name: 'ProviderUnavailable', cause: { message: 'lease over' } });
});

test('whoever aborts while waiting is told their own reason and calls nobody', async () => {
  const permits = openLocalPermits(1);
  await permits.acquire(new AbortController().signal);
  const controller = new AbortController();
  const call = scriptedCall('vector');
  const waiting = outcomeOf(holdPermit(permits, provider)(call)(callOptions(controller.signal)));
  controller.abort(new Error('cancelled'));
  expect(await waiting).toMatchObject({ message: 'cancelled' });
  expect(call.made).toBe(0);
});

const heldWith = (signal: AbortSignal) => ({ signal, [Symbol.asyncDispose]: async () => {} });

async function* untilAborted(signal: AbortSignal): AsyncGenerator<string> {
  await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
  yield 'never';
}
