import { expect, test } from 'vitest';
import { mapAhead } from './map-ahead.ts';

const never = new AbortController().signal;

async function* numbers(count: number) {
  for (let n = 1; n <= count; n++) yield n;
}

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

test('results come in the order of the items, whichever is done first', async () => {
  const gates = [0, 1, 2].map(() => Promise.withResolvers<void>());
  const work = async (n: number) => {
    await gates[n - 1]!.promise;
    return n * 10;
  };
  const results = collect(mapAhead({ read: () => numbers(3), work, ahead: 2, signal: never }));
  for (const gate of gates.toReversed()) gate.resolve();
  expect(await results).toEqual([10, 20, 30]);
});

test('a result is given out while the next item is still being read', async () => {
  const second = Promise.withResolvers<void>();
  const read = async function* slow() {
    yield 1;
    await second.promise;
    yield 2;
  };
  const results = mapAhead({ read, work: async n => n, ahead: 5, signal: never });
  expect((await results.next()).value).toBe(1);
  second.resolve();
  expect((await results.next()).value).toBe(2);
  expect((await results.next()).done).toBe(true);
});

test('no more items than allowed are worked on at once', async () => {
  const busy = { now: 0, most: 0 };
  const work = async (n: number) => {
    busy.most = Math.max(busy.most, ++busy.now);
    await new Promise(resolve => setImmediate(resolve));
    busy.now -= 1;
    return n;
  };
  await collect(mapAhead({ read: () => numbers(20), work, ahead: 2, signal: never }));
  expect(busy.most).toBe(3);
});

test('what comes before a failure is given out first', async () => {
  const given: number[] = [];
  const read = async function* failing() {
    yield 1;
    yield 2;
    throw new Error('unreadable');
  };
  const all = (async () => {
    for await (const n of mapAhead({ read, work: async n => n, ahead: 5, signal: never })) given.push(n);
  })();
  await expect(all).rejects.toThrow('unreadable');
  expect(given).toEqual([1, 2]);
});

test('who leaves early ends the reading and the work', async () => {
  const ended: string[] = [];
  const work = (n: number, signal: AbortSignal): Promise<number> => {
    if (n === 1) return Promise.resolve(n);
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        ended.push('work');
        reject(new Error('aborted'));
      });
    });
  };
  const read = async function* closing() {
    try {
      yield* numbers(2);
    } finally {
      ended.push('reading');
    }
  };
  for await (const n of mapAhead({ read, work, ahead: 1, signal: never })) {
    expect(n).toBe(1);
    await new Promise(resolve => setImmediate(resolve));
    break;
  }
  expect(ended.toSorted()).toEqual(['reading', 'work']);
});

test('the caller’s abort reaches the work with its reason', async () => {
  const controller = new AbortController();
  const reason = new Error('stop');
  const work = (_n: number, signal: AbortSignal): Promise<number> =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  const results = collect(mapAhead({ read: () => numbers(1), work, ahead: 0, signal: controller.signal }));
  await new Promise(resolve => setImmediate(resolve));
  controller.abort(reason);
  await expect(results).rejects.toBe(reason);
});
