import { expect, test } from 'vitest';
import { RetryBudget } from './retry-budget.ts';

test.each([1, 20, 100, 1_000])('of %i calls that all fail, two or a tenth are made again', calls => {
  const budget = new RetryBudget();
  let again = 0;
  for (let call = 0; call < calls; call++) {
    budget.earn();
    while (budget.spend()) again += 1;
  }
  expect(again).toBe(Math.max(2, calls / 10));
});

test('a long quiet time saves up ten, not a storm', () => {
  const budget = new RetryBudget();
  for (let call = 0; call < 10_000; call++) budget.earn();
  let again = 0;
  while (budget.spend()) again += 1;
  expect(again).toBe(10);
});
