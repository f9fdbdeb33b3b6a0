import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';

// Asks for vectors at a steady rate, whether or not earlier answers are there, and prints how long they took.

const [url = '', apiKey = '', rateText, secondsText] = process.argv.slice(2);
const [rate, seconds] = [Number(rateText), Number(secondsText)];
const WARM_UP_SECONDS = 2;
const pool = new Pool(url, { connections: 32, pipelining: 1 });
const headers = { authorization: `Bearer ${apiKey}` };
const latencies: number[] = [];
const running = new Set<Promise<void>>();
const began = performance.now();
const total = rate * (seconds + WARM_UP_SECONDS);
for (let asked = 0; asked < total;) {
  const due = Math.min(total, Math.floor(((performance.now() - began) * rate) / 1000));
  for (; asked < due; asked++) ask(asked);
  await delay(1);
}
await Promise.all(running);
const elapsedMs = performance.now() - began;
await pool.close();
const sorted = latencies.toSorted((a, b) => a - b);
const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)]!;
console.log(JSON.stringify({ rate: (total * 1000) / elapsedMs, p50Ms: at(0.5), p99Ms: at(0.99) }));

function ask(number: number): void {
  const path = `/api/v1/features/card-payments/card-${(number * 7919) % 1_000}`;
  // From when it should have been asked: a client that waits for a slow answer must not hide it.
  const dueMs = began + (number * 1000) / rate;
  const done = pool.request({ path, method: 'GET', headers }).then(async ({ body, statusCode }) => {
    await body.dump();
    if (statusCode !== 200) throw new Error(`answered ${statusCode}`);
    if (number >= rate * WARM_UP_SECONDS) latencies.push(performance.now() - dueMs);
  });
  running.add(done);
  void done.finally(() => running.delete(done));
}
