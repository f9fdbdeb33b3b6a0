import { expect, onTestFinished, test, vi } from 'vitest';
import { watchWait } from './watch-wait.ts';

test('a question that stays out is a wait that grows, and the next quick one ends it', async () => {
  let answer: (() => void) | undefined;
  let quick = false;
  const told: number[] = [];
  const watch = watchWait({
    ask: () => (quick ? Promise.resolve() : new Promise<void>(resolve => (answer = resolve))),
    isBusy: () => true,
    onAnswer: waitMs => told.push(waitMs),
  });
  onTestFinished(() => watch[Symbol.dispose]());
  await vi.waitUntil(() => answer !== undefined);
  const early = watch.waitMs;
  await vi.waitUntil(() => watch.waitMs > early + 20);
  quick = true;
  answer!();
  await vi.waitUntil(() => told.length >= 2);
  expect(told[0]).toBeGreaterThan(20);
  await vi.waitUntil(() => watch.waitMs < told[0]!);
});

test('an answer that failed was one, and where nobody is nobody waits', async () => {
  let asked = 0;
  let busy = true;
  const ask = (): Promise<never> => {
    asked += 1;
    return Promise.reject(new Error('the database is away'));
  };
  const watch = watchWait({ ask, isBusy: () => busy });
  onTestFinished(() => watch[Symbol.dispose]());
  await vi.waitUntil(() => asked >= 2);
  busy = false;
  await vi.waitUntil(() => watch.waitMs === 0);
  expect(asked).toBeGreaterThanOrEqual(2);
});
