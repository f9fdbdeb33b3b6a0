import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { createParser } from 'eventsource-parser';

/** One part as a client has it: its number and its bytes. */
export interface ReadPart {
  seq: number;
  type: string;
  raw: string;
}

export interface Reading {
  status: number;
  parts: ReadPart[];
  /** The server closed the stream in order; else we cut it, or the server died. */
  hasEnded: boolean;
  /** Of a reply that is no stream. */
  body: string;
}

export interface StreamRequest {
  url: string;
  apiKey: string;
  method?: 'GET' | 'POST';
  body?: object;
  headers?: Record<string, string>;
  /** Looked at with each arrival, and before the first; true cuts the connection. */
  cutWhen?: (parts: ReadPart[]) => boolean;
}

/** Reads an event stream over a connection of its own until it ends, breaks or is cut. Never rejects. */
export function readStream(options: StreamRequest): Promise<Reading> {
  const reading: Reading = { status: 0, parts: [], hasEnded: false, body: '' };
  const { promise, resolve } = Promise.withResolvers<Reading>();
  const sent = request(options.url, {
    method: options.method ?? 'GET',
    agent: false,
    headers: {
      authorization: `Bearer ${options.apiKey}`,
      accept: 'text/event-stream',
      ...(options.body && { 'content-type': 'application/json' }),
      ...options.headers,
    },
  });
  sent.on('error', () => {});
  sent.on('close', () => resolve(reading));
  sent.on('response', response => follow(response, reading, options, () => sent.destroy()));
  sent.end(options.body && JSON.stringify(options.body));
  return promise;
}

function follow(response: IncomingMessage, reading: Reading, options: StreamRequest, cut: () => void): void {
  reading.status = response.statusCode ?? 0;
  const isCut = (): boolean => options.cutWhen?.(reading.parts) === true;
  const parser = createParser({
    onEvent: ({ id, event = '', data }) => {
      if (!response.destroyed) reading.parts.push({ seq: Number(id), type: event, raw: data });
      if (isCut()) cut();
    },
  });
  const isStream = response.headers['content-type']?.startsWith('text/event-stream') === true;
  response.setEncoding('utf8');
  response.on('error', () => {});
  response.on('end', () => (reading.hasEnded = true));
  if (isStream && isCut()) return cut();
  response.on('data', (text: string) => {
    if (isStream) parser.feed(text);
    else reading.body += text;
  });
}

export const textOf = (parts: ReadPart[]): string =>
  parts
    .filter(part => part.type === 'text-delta')
    .map(part => (JSON.parse(part.raw) as { text: string }).text)
    .join('');
