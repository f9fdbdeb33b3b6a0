import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { Draw } from '../api-fuzz/draw.ts';

export interface LoadRequest {
  /** What it is for whoever reads the figures. */
  kind: string;
  method: 'GET' | 'POST';
  path: string;
  body?: object;
}

export interface LoadResult {
  /** Milliseconds from when it was due, sorted, of replies below 400. */
  timesMs: number[];
  /** The same for each kind of request. */
  kinds: Map<string, number[]>;
  /** Of replies 503, from when it was sent, sorted. */
  refusalsMs: number[];
  /** How late this process sent its requests, sorted: it shares the machine with what it measures. */
  latenessMs: number[];
  sent: number;
  /** By status; 0: no reply. */
  statuses: Map<number, number>;
}

export interface LoadOptions {
  url: string;
  apiKey: string;
  perSecond: number;
  seconds: number;
  draw: Draw;
  make: (draw: Draw) => LoadRequest;
  /** At most; requests that come while all are in use wait in this process. */
  connections?: number;
}

const TICK_MS = 5;

/**
 * An open model: requests are due by the clock, whether or not earlier ones were answered, and their time counts from
 * when they were due. So a server that stalls shows as many slow answers, not as one.
 */
export async function sendOpenLoad(options: LoadOptions): Promise<LoadResult> {
  await using agent = openAgent(options.connections);
  const result = emptyResult();
  const open = new Set<Promise<void>>();
  const startedMs = performance.now();
  const total = options.perSecond * options.seconds;
  for (let n = 0; n < total;) {
    const dueCount = Math.min(total, ((performance.now() - startedMs) / 1000) * options.perSecond);
    for (; n < dueCount; n++) {
      const dueMs = startedMs + (n / options.perSecond) * 1000;
      result.latenessMs.push(performance.now() - dueMs);
      const sent = sendOne(agent.agent, options, { dueMs, result });
      open.add(sent);
      void sent.finally(() => open.delete(sent));
    }
    await delay(TICK_MS);
  }
  await Promise.all(open);
  for (const list of [result.timesMs, result.refusalsMs, result.latenessMs, ...result.kinds.values()])
    list.sort((a, b) => a - b);
  return result;
}

/** As many at once as are given, each sending its next when the last is answered: what the server can do at most. */
export async function measurePeak(
  options: Omit<LoadOptions, 'perSecond'> & { atOnce: number },
): Promise<number> {
  await using agent = openAgent();
  const result = emptyResult();
  const endMs = performance.now() + options.seconds * 1000;
  const sendNext = async (): Promise<void> => {
    while (performance.now() < endMs)
      await sendOne(agent.agent, options, { dueMs: performance.now(), result });
  };
  await Promise.all(Array.from({ length: options.atOnce }, sendNext));
  return result.timesMs.length / options.seconds;
}

const emptyResult = (): LoadResult => ({
  timesMs: [],
  kinds: new Map(),
  refusalsMs: [],
  latenessMs: [],
  sent: 0,
  statuses: new Map(),
});

async function sendOne(
  agent: Agent,
  options: Pick<LoadOptions, 'url' | 'apiKey' | 'draw' | 'make'>,
  { dueMs, result }: { dueMs: number; result: LoadResult },
): Promise<void> {
  const { kind, method, path, body } = options.make(options.draw);
  result.sent += 1;
  const sentMs = performance.now();
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
  if (status === 503) result.refusalsMs.push(performance.now() - sentMs);
  if (status > 0 && status < 400) note(result, kind, performance.now() - dueMs);
}

function note({ timesMs, kinds }: LoadResult, kind: string, tookMs: number): void {
  timesMs.push(tookMs);
  const ofKind = kinds.get(kind);
  if (ofKind === undefined) kinds.set(kind, [tookMs]);
  else ofKind.push(tookMs);
}

function openAgent(connections = 2_000): AsyncDisposable & { agent: Agent } {
  const agent = new Agent({ connections, headersTimeout: 30_000, bodyTimeout: 30_000 });
  return { agent, [Symbol.asyncDispose]: () => agent.destroy() };
}

/** Of sorted times. */
export const quantileOf = (timesMs: readonly number[], share: number): number =>
  timesMs[Math.min(timesMs.length - 1, Math.floor(timesMs.length * share))] ?? Infinity;
