import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Behaviour, ReceivedCall } from './behaviour.ts';
import { replyChat } from './reply-chat.ts';
import { replyEmbeddings } from './reply-embeddings.ts';

/** A real HTTP server that speaks as an OpenAI-compatible provider and misbehaves on request. */
export interface FakeProvider extends AsyncDisposable {
  /** What a person would write into QUARRY_LLM_BASE_URL. */
  baseUrl: string;
  /** Every call it received, oldest first. */
  calls: ReceivedCall[];
  /** Calls being served now, and the most there ever were at once: connections that it has not seen end. */
  gauge: { current: number; peak: number };
  /** The behaviour of the next call that has none yet; several calls queue up. */
  next(behaviour: Behaviour): void;
  /** The behaviour of every call for which nothing is queued. */
  always(behaviour: Behaviour | ((call: ReceivedCall) => Behaviour)): void;
  /** Resolves once `isTrue` holds; looked at whenever a call arrives, advances or ends. */
  waitFor(isTrue: () => boolean): Promise<void>;
}

export async function startFakeProvider(): Promise<FakeProvider> {
  const state = new ProviderState();
  const server = createServer((request, response) => {
    serve(state, request, response).catch((error: Error) => response.destroy(error));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    calls: state.calls,
    gauge: state.gauge,
    next: behaviour => void state.queue.push(behaviour),
    always: behaviour =>
      void (state.fallback = typeof behaviour === 'function' ? behaviour : () => behaviour),
    waitFor: isTrue => state.waitFor(isTrue),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

class ProviderState {
  readonly calls: ReceivedCall[] = [];
  readonly gauge = { current: 0, peak: 0 };
  readonly queue: Behaviour[] = [];
  fallback: (call: ReceivedCall) => Behaviour = () => ({});
  #waiting: { isTrue: () => boolean; resolve: () => void }[] = [];

  waitFor(isTrue: () => boolean): Promise<void> {
    return new Promise(resolve => {
      this.#waiting.push({ isTrue, resolve });
      this.changed();
    });
  }

  changed(): void {
    for (const each of this.#waiting) if (each.isTrue()) each.resolve();
    this.#waiting = this.#waiting.filter(each => !each.isTrue());
  }

  open(call: ReceivedCall): void {
    this.calls.push(call);
    this.gauge.current += 1;
    this.gauge.peak = Math.max(this.gauge.peak, this.gauge.current);
    this.changed();
  }

  close(call: ReceivedCall, outcome: ReceivedCall['outcome']): void {
    if (call.outcome !== 'open') return;
    call.outcome = outcome;
    call.endedAtMs = performance.now();
    this.gauge.current -= 1;
    this.changed();
  }
}

async function serve(
  state: ProviderState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const call: ReceivedCall = {
    number: state.calls.length + 1,
    path: request.url ?? '',
    headers: request.headers,
    body: await readJson(request),
    receivedAtMs: performance.now(),
    outcome: 'open',
  };
  const behaviour = state.queue.shift() ?? state.fallback(call);
  state.open(call);
  response.on('close', () => state.close(call, response.writableFinished ? 'answered' : 'abandoned'));
  await delay(behaviour.latencyMs ?? 0);
  await behaviour.until;
  if (response.destroyed) return;
  if (isBroken(behaviour)) await misbehave(state, call, behaviour, response);
  else if (call.path.endsWith('/chat/completions')) await replyChat(call, behaviour, response);
  else if (call.path.endsWith('/embeddings')) replyEmbeddings(call, behaviour, response);
  else response.writeHead(404).end('{"error":{"message":"no such path"}}');
  state.changed();
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const text = Buffer.concat(pieces).toString();
  return text === '' ? undefined : JSON.parse(text);
}

const isBroken = (behaviour: Behaviour): boolean =>
  behaviour.status !== undefined ||
  behaviour.body !== undefined ||
  behaviour.fault === 'no-headers' ||
  behaviour.fault === 'slow-loris';

async function misbehave(
  state: ProviderState,
  call: ReceivedCall,
  behaviour: Behaviour,
  response: ServerResponse,
): Promise<void> {
  if (behaviour.fault === 'no-headers') return;
  const status = behaviour.status ?? 200;
  const body = behaviour.body ?? JSON.stringify({ error: { message: `made to fail with ${status}` } });
  response.writeHead(status, { 'content-type': 'application/json', ...behaviour.headers });
  if (behaviour.fault !== 'slow-loris') return void response.end(body, () => state.close(call, 'broken'));
  for (const byte of body) {
    response.write(byte);
    await delay(500);
    if (response.destroyed) return;
  }
  response.end();
}
