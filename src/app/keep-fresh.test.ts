import { expect, test } from 'vitest';
import { keepFresh } from './keep-fresh.ts';

function countReads(failing: number[] = []) {
  const clock = { now: () => new Date(0), elapsedMs: () => clock.atMs, atMs: 0 };
  let reads = 0;
  const read = async () => {
    reads++;
    if (failing.includes(reads)) throw new Error('away');
    return reads;
  };
  return { clock, ask: keepFresh(read, { freshMs: 1_000, usableMs: 5_000, clock }), reads: () => reads };
}

test('who asks often gets what was read last', async () => {
  const { clock, ask, reads } = countReads();
  expect(await ask()).toBe(1);
  clock.atMs = 1_000;
  expect(await ask()).toBe(1);
  expect(reads()).toBe(1);
});

test('what is no longer fresh is read anew behind the answer, once', async () => {
  const { clock, ask, reads } = countReads();
  await ask();
  clock.atMs = 1_001;
  expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
  expect(reads()).toBe(2);
  expect(await ask()).toBe(2);
});

test('what is too old is waited for', async () => {
  const { clock, ask } = countReads();
  await ask();
  clock.atMs = 5_001;
  expect(await ask()).toBe(2);
});

test('a failure behind an answer harms nobody', async () => {
  const { clock, ask, reads } = countReads([2]);
  await ask();
  clock.atMs = 2_000;
  expect(await ask()).toBe(1);
  expect(reads()).toBe(2);
  clock.atMs = 3_000;
  expect(await ask()).toBe(1);
});

test('a failure in front of an answer is told, and the next one reads again', async () => {
  const { ask } = countReads([1]);
  await expect(ask()).rejects.toThrow('away');
  expect(await ask()).toBe(2);
});
