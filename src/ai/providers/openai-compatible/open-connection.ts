import { Agent, fetch } from 'undici';
import type { RequestInit, Response } from 'undici';
import { systemClock } from '#kernel/clock.ts';
import type { CallTimer } from '../../calls/call-timer.ts';
import {
  ProviderOverloaded,
  ProviderRefused,
  ProviderTimeout,
  ProviderUnavailable,
} from '../../provider-errors.ts';
import type { ProviderName } from '../../provider-errors.ts';
import { parseRetryAfter } from './parse-retry-after.ts';
import { timeRequest } from './time-request.ts';

export interface ConnectionOptions {
  provider: ProviderName;
  baseUrl: string;
  apiKey?: string;
  /** To the provider at once. */
  connections: number;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** Last resort below every deadline of ours: no socket outlives it silently. */
const SILENCE_TIMEOUT_MS = 600_000;
const MAX_ERROR_BYTES = 4_000;

/** A pool of connections to one provider whose failures are ProviderErrors. */
export interface ProviderConnection extends AsyncDisposable {
  /** Resolves with a reply of status 2xx only; its body is still to be read. */
  fetch: (url: string, init: RequestInit, timer?: CallTimer) => Promise<Response>;
  /** What a failure while the body was read means. */
  explain: (error: unknown, signal: AbortSignal | null | undefined) => unknown;
}

export function openConnection({ provider, connections }: ConnectionOptions): ProviderConnection {
  const agent = new Agent({
    connections,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    headersTimeout: SILENCE_TIMEOUT_MS,
    bodyTimeout: SILENCE_TIMEOUT_MS,
    keepAliveTimeout: 15_000,
    pipelining: 1,
  });
  const explain: ProviderConnection['explain'] = (error, signal) => explainFailure(provider, error, signal);
  return {
    explain,
    async fetch(url, init, timer) {
      using timed = timeRequest(agent, timer);
      const { dispatcher } = timed;
      const response = await fetch(url, { ...init, dispatcher }).catch((error: unknown) => {
        throw explain(error, init.signal);
      });
      if (!response.ok) throw await explainStatus(provider, response);
      return response;
    },
    [Symbol.asyncDispose]: () => agent.destroy(),
  };
}

function explainFailure(provider: ProviderName, error: unknown, signal?: AbortSignal | null): unknown {
  // Whoever aborted knows why; the fetch only knows that it was.
  if (signal?.aborted) return signal.reason;
  return /UND_ERR_(HEADERS|BODY)_TIMEOUT/.test(codesOf(error))
    ? new ProviderTimeout(provider, SILENCE_TIMEOUT_MS, error)
    : new ProviderUnavailable(provider, error);
}

function codesOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return `${(error as NodeJS.ErrnoException).code ?? ''} ${codesOf(error.cause)}`;
}

async function explainStatus(provider: ProviderName, response: Response): Promise<Error> {
  const { status, headers } = response;
  const cause = new Error(`HTTP ${status}: ${await readStart(response)}`);
  if (status === 429) {
    const retryAfterMs = parseRetryAfter(headers.get('retry-after'), systemClock.now());
    return new ProviderOverloaded(provider, retryAfterMs, cause);
  }
  // 408 and 425 ask for the same request again; every other 4xx would fail again.
  const isPassing = status >= 500 || status === 408 || status === 425;
  return isPassing ? new ProviderUnavailable(provider, cause) : new ProviderRefused(provider, status, cause);
}

/** The beginning of an error reply, for the log: the rest is thrown away unread. */
async function readStart(response: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const piece of response.body ?? []) {
      pieces.push(piece as Uint8Array);
      if ((bytes += (piece as Uint8Array).length) >= MAX_ERROR_BYTES) break;
    }
  } catch (error) {
    pieces.push(Buffer.from(` (cut off: ${String(error)})`));
  }
  return Buffer.concat(pieces).toString().slice(0, MAX_ERROR_BYTES);
}
