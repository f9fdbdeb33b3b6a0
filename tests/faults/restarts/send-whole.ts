import { request } from 'node:http';

export interface Exchange {
  /** When the last byte of the request was handed to a connection that stood. */
  sentAtMs?: number;
  /** Undefined: no whole reply came. */
  status?: number;
  body: string;
  /** Why there was no whole reply, and when that was known. */
  failure?: string;
  failedAtMs?: number;
}

export interface Sent {
  url: string;
  method: string;
  headers: Record<string, string>;
  body?: string;
}

/** One request on a connection of its own, with what a client can know of its fate. Never rejects. */
export function sendWhole({ url, method, headers, body }: Sent, onSent?: () => void): Promise<Exchange> {
  const exchange: Exchange = { body: '' };
  return new Promise(resolve => {
    const fail = (error: Error): void =>
      resolve({ ...exchange, failure: error.message || error.name, failedAtMs: performance.now() });
    const sending = request(url, { method, headers, agent: false }, reply => {
      reply.setEncoding('utf8');
      reply.on('data', (piece: string) => (exchange.body += piece));
      reply.on('error', fail);
      reply.on('end', () => {
        if (reply.complete) resolve({ ...exchange, status: reply.statusCode });
        else fail(new Error('the reply is not whole'));
      });
    });
    sending.on('error', fail);
    sending.on('finish', () => {
      exchange.sentAtMs = performance.now();
      onSent?.();
    });
    sending.end(body);
  });
}
