import { createEventParser } from './parse-event-stream.ts';
import { ApiError, readProblem, unreachable } from './request.ts';
import type { StreamEvent } from './parse-event-stream.ts';

const maxAttempts = 6;

interface FollowOptions {
  onEvent: (event: StreamEvent) => void;
  isLast: (type: string) => boolean;
  signal: AbortSignal;
  /** Milliseconds before the n-th attempt in a row; replaced in tests. */
  delayMs?: (attempt: number) => number;
}

/**
 * Reads an event stream to its last event. When the connection breaks it comes back with `Last-Event-ID`, so no event is
 * lost and none is seen twice. Gives up after 6 attempts in a row without news; throws ApiError then and on any 4xx.
 */
export async function followEvents(url: string, options: FollowOptions): Promise<void> {
  const { signal, delayMs = attempt => Math.min(8000, 250 * 2 ** attempt) } = options;
  const reader = createReader(url, options);
  for (let attempt = 0; attempt < maxAttempts;) {
    const seenBefore = reader.lastId();
    try {
      if (await reader.read()) return;
    } catch (error) {
      if (signal.aborted || isFinal(error)) throw error;
    }
    attempt = reader.lastId() === seenBefore ? attempt + 1 : 0;
    await pause(delayMs(attempt), signal);
  }
  throw unreachable();
}

/** One reader lives through several connections: what it remembers is the last id. */
function createReader(url: string, { onEvent, isLast, signal }: FollowOptions) {
  let lastId: string | null = null;
  const read = async (): Promise<boolean> => {
    const body = await connect(url, lastId, signal);
    let ended = false;
    const parse = createEventParser(event => {
      if (event.id !== null) lastId = event.id;
      ended ||= isLast(event.type);
      onEvent(event);
    });
    for await (const text of readText(body)) {
      parse(text);
      if (ended) return true;
    }
    return ended;
  };
  return { read, lastId: () => lastId };
}

async function connect(url: string, lastId: string | null, signal: AbortSignal) {
  const headers: Record<string, string> = { accept: 'text/event-stream' };
  if (lastId !== null) headers['last-event-id'] = lastId;
  const response = await fetch(url, { headers, credentials: 'same-origin', signal });
  if (!response.ok) throw await readProblem(response);
  if (!response.body) throw unreachable();
  return response.body;
}

async function* readText(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value;
  } finally {
    // Leaving early (the last event came) must free the connection: a browser has six per host.
    await reader.cancel().catch(() => undefined);
  }
}

/** What the server refuses will be refused again; what broke or is overloaded may mend. */
function isFinal(error: unknown): boolean {
  return error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', stop, { once: true });
  });
}
