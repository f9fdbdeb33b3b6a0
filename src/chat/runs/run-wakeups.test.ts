import { expect, test } from 'vitest';
import type { StoredPart } from './run-part.ts';
import { RunWakeups } from './run-wakeups.ts';

const part = (seq: number): StoredPart => ({ seq, part: { type: 'text-delta', text: String(seq) } });
const signal = new AbortController().signal;
const never = 2 ** 30;

test('parts that follow without a gap need no look into the log', () => {
  const wakeups = new RunWakeups();
  using subscription = wakeups.subscribe('run');
  wakeups.publish('run', [part(2), part(3)]);
  wakeups.publish('run', [part(4)]);
  expect(subscription.take(2).map(each => each.seq)).toEqual([3, 4]);
});

test('where one is missing, nothing is delivered', () => {
  const wakeups = new RunWakeups();
  using subscription = wakeups.subscribe('run');
  wakeups.publish('run', [part(5)]);
  expect(subscription.take(3)).toEqual([]);
});

test('news that came between two looks is not slept through', async () => {
  const wakeups = new RunWakeups();
  using subscription = wakeups.subscribe('run');
  wakeups.publish('run', []);
  expect(await subscription.wait(never, signal)).toBeUndefined();
});

test('a wait ends with the news, and with the reader', async () => {
  const wakeups = new RunWakeups();
  using subscription = wakeups.subscribe('run');
  const waiting = subscription.wait(never, signal);
  wakeups.publish('run', [part(1)]);
  expect(await waiting).toBeUndefined();
  const reader = new AbortController();
  const leaving = subscription.wait(never, reader.signal);
  reader.abort();
  expect(await leaving).toBeUndefined();
});

test('a reader that is far behind reads the log again instead of being fed from memory', () => {
  const wakeups = new RunWakeups();
  using subscription = wakeups.subscribe('run');
  for (let seq = 1; seq <= 600; seq++) wakeups.publish('run', [part(seq)]);
  expect(subscription.take(0)).toEqual([]);
});
