import type { LookupAddress } from 'node:dns';
import type { BlockList } from 'node:net';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { Agent, request } from 'undici';
import type { Dispatcher } from 'undici';
import { openDeadline, untilAborted } from '#ai/open-deadline.ts';
import { capBytes } from './cap-bytes.ts';
import { nameSource } from './name-source.ts';
import { parseSourceUrl } from './parse-source-url.ts';
import type { SourceUrl } from './parse-source-url.ts';
import { resolveHost } from './resolve-host.ts';
import type { Resolve } from './resolve-host.ts';
import { SourceRefused, SourceUnavailable } from './source-errors.ts';

export interface FetchSettings {
  /** Networks that may be connected to besides the public internet. */
  allowed: BlockList;
  maxBytes: number;
  /** Over everything: names, redirects, headers and body. */
  timeoutMs: number;
  /** In place of the system's resolver. */
  resolve?: Resolve;
}

export interface FetchedSource {
  fileName: string;
  mediaType: string;
  body: Readable;
}

const maxRedirects = 5;
const redirects = [301, 302, 303, 307, 308];

/**
 * Fetches an address and hands its body to `take`, which must read it to the end. Every hop is judged anew, and the
 * connection goes to the very addresses that were judged. @throws SourceRefused, SourceUnavailable, the signal's reason
 */
export async function fetchSource<T>(
  address: string,
  options: FetchSettings & { signal: AbortSignal },
  take: (source: FetchedSource) => Promise<T>,
): Promise<T> {
  using deadline = openDeadline(options.signal);
  const seconds = Math.round(options.timeoutMs / 1000);
  deadline.start(
    options.timeoutMs,
    () => new SourceUnavailable(`The address took longer than ${seconds} s.`),
  );
  const { signal } = deadline;
  try {
    return await untilAborted(followRedirects(address, { ...options, signal }, take), signal);
  } catch (error) {
    throw explain(error, signal);
  }
}

async function followRedirects<T>(
  address: string,
  options: FetchSettings & { signal: AbortSignal },
  take: (source: FetchedSource) => Promise<T>,
): Promise<T> {
  let source = parseSourceUrl(address);
  for (let hop = 0; hop <= maxRedirects; hop++) {
    const addresses = await resolveHost(source.hostname, options);
    const agent = pinnedAgent(addresses);
    try {
      const response = await request(source.url, { dispatcher: agent, signal: options.signal, headers });
      const target = redirectTarget(response);
      if (target === undefined) return await take(receive(source, response, options));
      source = parseSourceUrl(target, source.url);
    } finally {
      await agent.destroy();
    }
  }
  throw new SourceRefused('The address leads from one to the next without end.', { code: 'source-refused' });
}

const headers = { 'user-agent': 'Quarry', accept: '*/*', 'accept-encoding': 'identity' };

/** Connects to these addresses whatever the name may resolve to by now. */
function pinnedAgent(addresses: LookupAddress[]): Agent {
  return new Agent({
    connections: 1,
    connect: {
      timeout: 10_000,
      lookup: (_hostname, { all }, callback) => {
        if (all) callback(null, addresses);
        else callback(null, addresses[0]!.address, addresses[0]!.family);
      },
    },
    headersTimeout: 30_000,
    bodyTimeout: 30_000,
    maxHeaderSize: 32 * 1024,
  });
}

function redirectTarget({ statusCode, headers: { location } }: Dispatcher.ResponseData): string | undefined {
  if (!redirects.includes(statusCode)) return undefined;
  if (typeof location !== 'string' || location === '')
    throw new SourceRefused('The address redirects to nowhere.', { code: 'source-refused' });
  return location;
}

function receive(
  { url }: SourceUrl,
  response: Dispatcher.ResponseData,
  { maxBytes }: FetchSettings,
): FetchedSource {
  const { statusCode, headers: received, body } = response;
  if (statusCode !== 200) throw explainStatus(statusCode);
  if (Number(received['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const mediaType = textOf(received['content-type']).split(';')[0]!.trim().toLowerCase().slice(0, 200);
  return {
    mediaType: mediaType || 'application/octet-stream',
    fileName: nameSource({ url, mediaType, disposition: textOf(received['content-disposition']) }),
    body: capBytes(unpack(body, textOf(received['content-encoding'])), maxBytes, () => tooLarge(maxBytes)),
  };
}

const textOf = (header: string | string[] | undefined): string =>
  (Array.isArray(header) ? header[0] : header) ?? '';

/** We ask for no packing, and some servers pack all the same; what comes out is counted. */
function unpack(body: Readable, encoding: string): Readable[] {
  const unpackers = {
    gzip: createGunzip,
    'x-gzip': createGunzip,
    deflate: createInflate,
    br: createBrotliDecompress,
  };
  const name = encoding.trim().toLowerCase();
  if (name === '' || name === 'identity') return [body];
  const unpacker = unpackers[name as keyof typeof unpackers] as typeof createGunzip | undefined;
  if (unpacker === undefined)
    throw new SourceRefused('The address sends its content packed in an unknown way.', {
      code: 'source-refused',
    });
  return [body, unpacker()];
}

function explainStatus(status: number): Error {
  const message = `The address answered with status ${status}.`;
  const mayPass = status >= 500 || [408, 425, 429].includes(status);
  return mayPass ? new SourceUnavailable(message) : new SourceRefused(message, { code: 'source-refused' });
}

const tooLarge = (maxBytes: number): SourceRefused =>
  new SourceRefused(`The address holds more than ${Math.max(1, Math.floor(maxBytes / 1024 ** 2))} MB.`, {
    code: 'source-too-large',
  });

/** Whoever aborted knows why; the client only knows that it was. */
function explain(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof SourceRefused || error instanceof SourceUnavailable) return error;
  const { code, syscall } = error as NodeJS.ErrnoException;
  // The disk is ours, not the address's.
  const isOurs = ['write', 'open', 'rename', 'fsync', 'mkdir'].includes(syscall ?? '') && code !== 'EPIPE';
  return isOurs ? error : new SourceUnavailable('The address could not be read.', { cause: error });
}
