import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { Draw } from '../api-fuzz/draw.ts';

export interface LoadRequest {
  method: 'GET' | 'POST';
  path: string;
  body?: object;
}

export interface LoadResult {
  /** Milliseconds from when it was due, sorted, of replies below 500 that were no refusals. */
  timesMs: number[];
  sent: number;
  /** By status; 0: no reply. */
  statuses: Map<number, number>;
  /** How late this process sent its requests, at worst: it shares the machine with what it measures. */
  lateMs: number;
}

export interface LoadOptions {
  url: string;
  apiKey: string;
  perSecond: number;
  seconds: number;
  draw: Draw;
  make: (draw: Draw) => LoadRequest;
}

const TICK_MS = 5;

/**
 * An open model: requests are due by the clock, whether or not earlier ones were answered, and their time counts from
 * when they were due. So a server that stalls shows as many slow answers, not as one.
 */
export async function sendOpenLoad(options: LoadOptions): Promise<LoadResult> {
  await using agent = openAgent();
  const result: LoadResult = { timesMs: [], sent: 0, statuses: new Map(), lateMs: 0 };
  const open = new Set<Promise<void>>();
  const startedMs = performance.now();
  const total = options.perSecond * options.seconds;
  for (let n = 0; n < total;) {
    const dueCount = Math.min(total, ((performance.now() - startedMs) / 1000) * options.perSecond);
    for (; n < dueCount; n++) {
      const dueMs = startedMs + (n / options.perSecond) * 1000;
      result.lateMs = Math.max(result.lateMs, performance.now() - dueMs);
      const sent = sendOne(agent.agent, options, { dueMs, result });
      open.add(sent);
      void sent.finally(() => open.delete(sent));
    }
    await delay(TICK_MS);
  }
  await Promise.all(open);
  result.timesMs.sort((a, b) => a - b);
  return result;
}

/** As many at once as are given, each sending its next when the last is answered: what the server can do at most. */
export async function measurePeak(
  options: Omit<LoadOptions, 'perSecond'> & { atOnce: number },
): Promise<number> {
  await using agent = openAgent();
  const result: LoadResult = { timesMs: [], sent: 0, statuses: new Map(), lateMs: 0 };
  const endMs = performance.now() + options.seconds * 1000;
  const sendNext = async (): Promise<void> => {
    while (performance.now() < endMs)
      await sendOne(agent.agent, options, { dueMs: performance.now(), result });
  };
  await Promise.all(Array.from({ length: options.atOnce }, sendNext));
  return result.timesMs.length / options.seconds;
}

async function sendOne(
  agent: Agent,
  options: Pick<LoadOptions, 'url' | 'apiKey' | 'draw' | 'make'>,
  { dueMs, result }: { dueMs: number; result: LoadResult },
): Promise<void> {
  const { method, path, body } = options.make(options.draw);
  result.sent += 1;
  const status = await request(`${options.url}${path}`, {
    dispatcher: agent,
    method,
    headers: { authorization: `Bearer ${options.apiKey}`, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  }).then(
    async reply => {
      await reply.body.dump();
      return reply.statusCode;
    },
    () => 0,
  );
  result.statuses.set(status, (result.statuses.get(status) ?? 0) + 1);
  if (status > 0 && status < 400) result.timesMs.push(performance.now() - dueMs);
}

function openAgent(): AsyncDisposable & { agent: Agent } {
  const agent = new Agent({ connections: 2_000, headersTimeout: 30_000, bodyTimeout: 30_000 });
  return { agent, [Symbol.asyncDispose]: () => agent.destroy() };
}

export const quantileOf = (timesMs: readonly number[], share: number): number =>
  timesMs[Math.min(timesMs.length - 1, Math.floor(timesMs.length * share))] ?? Infinity;
