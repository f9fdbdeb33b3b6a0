import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface RawRequest {
  method?: string;
  /** As it stands: nothing resolves the dots in it. */
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

export interface RawReply {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A request that no client library has tidied up. */
export async function sendRaw(
  port: number,
  { method = 'GET', path, headers, body }: RawRequest,
): Promise<RawReply> {
  const { promise, resolve, reject } = Promise.withResolvers<RawReply>();
  const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, response => {
    buffer(response).then(
      bytes => resolve({ status: response.statusCode!, headers: response.headers, body: bytes.toString() }),
      reject,
    );
  });
  sent.on('error', reject);
  sent.end(body);
  return promise;
}
