import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

export interface ServerEvent {
  id?: number | string;
  /** Undefined: the data alone, as clients of foreign protocols expect it. */
  event?: string;
  /** Sent as JSON. */
  data: unknown;
}

/** Data that is sent as it stands rather than as JSON; it may hold no line break. */
export class RawData {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type StreamEnd = 'sent' | 'client-gone' | 'shutdown';

const HEARTBEAT_MS = 15_000;
/** A client that does not even take the terminal event is cut off after this. */
const GOODBYE_MS = 1_000;

const shuttingDown: ServerEvent = {
  event: 'error',
  data: {
    type: 'error',
    code: 'shutting-down',
    message: 'The server is restarting.',
    next_step: 'Connect again with the id of the last event.',
  },
};

/** One open Server-Sent Events reply (HTML Living Standard, 9.2): heartbeats, back-pressure, and one single end. */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #abort = new AbortController();
  readonly #heartbeat: NodeJS.Timeout;

  constructor(response: ServerResponse, heartbeatMs = HEARTBEAT_MS) {
    this.#response = response;
    this.#heartbeat = setInterval(() => this.#beat(), heartbeatMs);
    response.once('close', () => this.#end(response.writableFinished ? 'sent' : 'client-gone'));
    // A write that meets a reset connection; 'close' follows and tells the rest.
    response.on('error', () => {});
    if (response.closed || response.destroyed) this.#end('client-gone');
  }

  /** Aborts when the stream ends, for whatever reason; the reason is a `StreamEnd`. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Resolves when the event is on its way: a slow reader slows down whoever sends. */
  async send(event: ServerEvent): Promise<void> {
    if (this.signal.aborted || this.#response.write(encodeEvent(event))) return;
    await this.#drained();
  }

  finish(): void {
    if (!this.signal.aborted) this.#response.end();
    this.#end('sent');
  }

  /** Says goodbye and ends; resolves when the client has it, or was cut off. */
  async shutDown(): Promise<void> {
    if (this.#response.closed) return;
    if (!this.signal.aborted) this.#response.end(encodeEvent(shuttingDown));
    this.#end('shutdown');
    const cutOff = setTimeout(() => this.#response.destroy(), GOODBYE_MS);
    if (!this.#response.closed) await once(this.#response, 'close');
    clearTimeout(cutOff);
  }

  #beat(): void {
    // To a reader that lags behind, a heartbeat would only add to the pile.
    if (!this.#response.writableNeedDrain) this.#response.write(': still here\n\n');
  }

  async #drained(): Promise<void> {
    const waiting = new AbortController();
    const stop = () => waiting.abort();
    this.signal.addEventListener('abort', stop, { once: true });
    await once(this.#response, 'drain', { signal: waiting.signal }).catch((error: unknown) => {
      if (!waiting.signal.aborted) throw error;
    });
    this.signal.removeEventListener('abort', stop);
  }

  #end(reason: StreamEnd): void {
    clearInterval(this.#heartbeat);
    this.#abort.abort(reason);
  }
}

function encodeEvent({ id, event, data }: ServerEvent): string {
  const head = `${id === undefined ? '' : `id: ${id}\n`}${event === undefined ? '' : `event: ${event}\n`}`;
  // JSON has no raw line break, so one data line is enough.
  return `${head}data: ${data instanceof RawData ? data.text : JSON.stringify(data)}\n\n`;
}
