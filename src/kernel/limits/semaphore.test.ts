import { expect, test } from 'vitest';
import { Semaphore } from './semaphore.ts';

const never = new AbortController().signal;

test('no more than the limit hold a permit at once, and waiters pass in order', async () => {
  const semaphore = new Semaphore(2);
  let running = 0;
  let most = 0;
  const order: number[] = [];
  const work = async (number: number): Promise<void> => {
    using _permit = await semaphore.acquire(never);
    order.push(number);
    most = Math.max(most, ++running);
    await new Promise(setImmediate);
    running -= 1;
  };
  await Promise.all(Array.from({ length: 20 }, (_, number) => work(number)));
  expect(most).toBe(2);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(semaphore.taken).toBe(0);
});

test('one who gives up waiting takes no permit and blocks nobody', async () => {
  const semaphore = new Semaphore(1);
  const first = await semaphore.acquire(never);
  const impatient = new AbortController();
  const given = semaphore.acquire(impatient.signal);
  const patient = semaphore.acquire(never);
  impatient.abort(new Error('gave up'));
  await expect(given).rejects.toThrow('gave up');
  expect(semaphore.waiting).toBe(1);
  first[Symbol.dispose]();
  (await patient)[Symbol.dispose]();
  expect(semaphore.taken).toBe(0);
});

test('releasing twice frees one slot', async () => {
  const semaphore = new Semaphore(2);
  const first = await semaphore.acquire(never);
  await semaphore.acquire(never);
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  expect(semaphore.taken).toBe(1);
});

test('an aborted signal is told before anything is taken', async () => {
  const semaphore = new Semaphore(1);
  await expect(semaphore.acquire(AbortSignal.abort(new Error('late')))).rejects.toThrow('late');
  expect(semaphore.taken).toBe(0);
});
