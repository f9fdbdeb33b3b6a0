import { openAsBlob } from 'node:fs';
import path from 'node:path';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { AppError } from '#kernel/errors/app-error.ts';

export interface ServerEvent {
  event: string;
  data: Record<string, unknown>;
}

interface Request {
  body?: string | FormData | Uint8Array<ArrayBuffer> | Blob;
  headers?: Record<string, string>;
}

interface Problem {
  code?: string;
  detail?: string;
  title?: string;
  next_step?: string;
}

export interface ApiClientOptions {
  baseUrl: string;
  apiKey: string;
  signal: AbortSignal;
  /** Where the server is by now: one that was restarted knows its earlier key no more. */
  findAgain?: () => Promise<{ url: string; apiKey?: string } | undefined>;
}

const LEAVE_MS = 3_000;

/** Speaks `/api/v1` as any client does: the command line has no door of its own into the program. */
export class ApiClient {
  #baseUrl: string;
  #apiKey: string;
  readonly #signal: AbortSignal;
  readonly #findAgain: ApiClientOptions['findAgain'];

  constructor(options: ApiClientOptions) {
    this.#baseUrl = options.baseUrl;
    this.#apiKey = options.apiKey;
    this.#signal = options.signal;
    this.#findAgain = options.findAgain;
  }

  get isInterrupted(): boolean {
    return this.#signal.aborted;
  }

  /** A last word after an interruption; whether it arrives is not waited for long. */
  async leave(route: string): Promise<void> {
    const signal = AbortSignal.timeout(LEAVE_MS);
    await Promise.allSettled([this.#request('POST', route, { signal })]);
  }

  async get<T>(route: string): Promise<T> {
    return (await (await this.#send('GET', route)).json()) as T;
  }

  /** `key`: sent again, it does nothing again (Idempotency-Key). */
  async post<T>(route: string, body: unknown, key?: string): Promise<T> {
    const headers: Record<string, string> = key === undefined ? {} : { 'idempotency-key': key };
    return (await (await this.#sendJson('POST', route, body, headers)).json()) as T;
  }

  async put(route: string, body: unknown): Promise<void> {
    await this.#sendJson('PUT', route, body);
  }

  /** Whatever version there is. */
  async patch<T>(route: string, body: unknown): Promise<T> {
    return (await (await this.#sendJson('PATCH', route, body, { 'if-match': '*' })).json()) as T;
  }

  async delete(route: string): Promise<void> {
    await this.#send('DELETE', route);
  }

  async postBytes<T>(route: string, body: Uint8Array<ArrayBuffer>, type: string): Promise<T> {
    const headers = { 'content-type': type };
    return (await (await this.#send('POST', route, { body, headers })).json()) as T;
  }

  /** For what is told in headers. */
  async ask(method: string, route: string, init: Request): Promise<Headers> {
    const response = await this.#send(method, route, init);
    await response.body?.cancel();
    return response.headers;
  }

  /** The file is streamed from disk. */
  async upload<T>(route: string, file: string): Promise<T> {
    const form = new FormData();
    form.set('file', await openAsBlob(file), path.basename(file));
    return (await (await this.#send('POST', route, { body: form })).json()) as T;
  }

  /** What a route answers to a body, as text, piece by piece. */
  async *exchange(route: string, body: unknown): AsyncGenerator<string> {
    const response = await this.#sendJson('POST', route, body, { accept: '*/*' });
    yield* response.body!.pipeThrough(new TextDecoderStream());
  }

  /** Whatever a route sends as text, piece by piece. */
  async *download(route: string): AsyncGenerator<string> {
    const response = await this.#send('GET', route);
    yield* response.body!.pipeThrough(new TextDecoderStream());
  }

  /** The whole of a file. */
  async downloadBytes(route: string): Promise<Buffer> {
    const response = await this.#send('GET', route);
    return Buffer.from(await response.arrayBuffer());
  }

  async *events(route: string, body?: unknown): AsyncGenerator<ServerEvent> {
    const response = await this.#send(body === undefined ? 'GET' : 'POST', route, {
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: {
        accept: 'text/event-stream',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
    });
    const events = response
      .body!.pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream());
    for await (const each of events) {
      yield { event: each.event ?? 'message', data: JSON.parse(each.data) as Record<string, unknown> };
    }
  }

  #sendJson(
    method: string,
    route: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const types = { 'content-type': 'application/json', accept: 'application/json' };
    return this.#send(method, route, { body: JSON.stringify(body), headers: { ...types, ...headers } });
  }

  #request(method: string, route: string, init: Request & { signal: AbortSignal }): Promise<Response> {
    const headers = { ...init.headers, authorization: `Bearer ${this.#apiKey}` };
    // The registry speaks another house's protocol and has a root of its own.
    const root = route.startsWith('/registry/') ? '' : '/api/v1';
    return fetch(`${this.#baseUrl}${root}${route}`, { ...init, method, headers });
  }

  async #hasMoved(): Promise<boolean> {
    const found = await this.#findAgain?.();
    if (found?.apiKey === undefined || found.apiKey === this.#apiKey) return false;
    this.#baseUrl = found.url;
    this.#apiKey = found.apiKey;
    return true;
  }

  async #send(method: string, route: string, init: Request = {}): Promise<Response> {
    const response = await this.#request(method, route, { ...init, signal: this.#signal });
    if (response.ok) return response;
    if (response.status === 401 && (await this.#hasMoved())) return this.#send(method, route, init);
    const problem = readProblem(await response.text());
    throw new AppError(problem.detail ?? problem.title ?? `The server answered ${response.status}.`, {
      code: problem.code ?? 'http-error',
      status: response.status,
      nextStep: problem.next_step,
    });
  }
}

/** What stands between us and the server may answer in its own words. */
function readProblem(text: string): Problem {
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return {};
  }
}
