import { expect, test } from 'vitest';
import { mapInOrder } from './map-in-order.ts';

const signal = new AbortController().signal;
const tick = (): Promise<void> => new Promise(setImmediate);
const options = { parallel: 2, ahead: 4, signal };

/** Numbers that tell how many were read and whether the source was closed. */
function countTo(end: number) {
  const state = { read: 0, closed: false };
  async function* numbers() {
    try {
      while (state.read < end) yield state.read++;
    } finally {
      state.closed = true;
    }
  }
  return { state, numbers: numbers() };
}

test('results come in order though later ones are done earlier, and no more run than told', async () => {
  let running = 0;
  let most = 0;
  const results = mapInOrder(countTo(10).numbers, options, async number => {
    most = Math.max(most, ++running);
    for (let turn = 0; turn < 10 - number; turn++) await tick();
    running -= 1;
    return number;
  });
  expect(await Array.fromAsync(results)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(most).toBe(2);
});

test('it works ahead of a slow reader, but only so far', async () => {
  const { state, numbers } = countTo(100);
  const results = mapInOrder(numbers, options, async number => number);
  await results.next();
  for (let turn = 0; turn < 50; turn++) await tick();
  // The one in the reader's hands, and three more.
  expect(state.read).toBe(4);
  await results.return(undefined);
  expect(state).toEqual({ read: 4, closed: true });
});

test('after a failure the results before it still come, and nothing new begins', async () => {
  const begun: number[] = [];
  const { state, numbers } = countTo(100);
  const gate = Promise.withResolvers<void>();
  const results = mapInOrder(numbers, { ...options, ahead: 10 }, async number => {
    begun.push(number);
    if (number === 0) await gate.promise;
    if (number === 1) throw new Error('second failed');
    return number;
  });
  const first = results.next();
  for (let turn = 0; turn < 20; turn++) await tick();
  gate.resolve();
  expect(await first).toEqual({ done: false, value: 0 });
  await expect(results.next()).rejects.toThrow('second failed');
  expect(begun.length).toBeLessThanOrEqual(3);
  expect(state.closed).toBe(true);
});

test('a failing source is told after the results that it gave', async () => {
  async function* source() {
    yield 1;
    throw new Error('unreadable page');
  }
  const results = mapInOrder(source(), options, async number => number);
  expect(await results.next()).toMatchObject({ value: 1 });
  await expect(results.next()).rejects.toThrow('unreadable page');
});

test('an abort begins nothing more and waits for what is under way', async () => {
  const controller = new AbortController();
  const begun: number[] = [];
  let ended = 0;
  const work = async (number: number, workSignal: AbortSignal): Promise<number> => {
    begun.push(number);
    while (!workSignal.aborted) await tick();
    await tick();
    ended += 1;
    throw workSignal.reason;
  };
  const reading = Array.fromAsync(
    mapInOrder(countTo(9).numbers, { ...options, signal: controller.signal }, work),
  );
  while (begun.length < 2) await tick();
  controller.abort(new Error('cancelled'));
  await expect(reading).rejects.toThrow('cancelled');
  expect({ begun, ended }).toEqual({ begun: [0, 1], ended: 2 });
});
