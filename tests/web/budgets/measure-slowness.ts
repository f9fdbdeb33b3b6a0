import os from 'node:os';
import type { Page } from 'playwright-core';

/** What the loop below takes in Chromium on an idle core of the machine that the budgets were set on. */
const REFERENCE_MS = 50;
const ROUNDS = 5;

/**
 * How many times slower than there a page works here and now, 1 at least: by a known piece of script, as Lighthouse's
 * BenchmarkIndex does, which finds slow processors and cores lent to somebody else; and by how many processes want each
 * core, for a page is the work of several processes and the script of one.
 */
export async function measureSlowness(page: Page): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await page.evaluate(countKeys));
  const script = times.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]! / REFERENCE_MS;
  return Math.max(1, script, os.loadavg()[0]! / os.availableParallelism());
}

function countKeys(): number {
  const startedMs = performance.now();
  const sums = new Map<string, number>();
  for (let number = 0; number < 200_000; number++) {
    const key = `k${(number * 7919) % 50_021}`;
    sums.set(key, (sums.get(key) ?? 0) + number);
  }
  [...sums].sort((a, b) => a[1] - b[1]);
  return performance.now() - startedMs;
}
