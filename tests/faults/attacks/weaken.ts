import type { IncomingMessage, OutgoingHttpHeaders, Server, ServerResponse } from 'node:http';

interface Weakness {
  /** Changes what the server believes to have received. */
  request?: (headers: IncomingMessage['headers']) => void;
  /** Changes what the client receives. */
  reply?: (headers: OutgoingHttpHeaders, request: IncomingMessage) => void;
}

/** Takes a control away from a running server, as if it had never been written. @returns what brings it back. */
export function weaken(server: Server, { request: change, reply: strip }: Weakness): Disposable {
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    change?.(request.headers);
    if (strip === undefined) return;
    const writeHead = response.writeHead.bind(response) as (
      status: number,
      headers: object,
    ) => ServerResponse;
    response.writeHead = ((status: number, headers: OutgoingHttpHeaders = {}) => {
      const all = { ...response.getHeaders(), ...headers };
      for (const name of Object.keys(response.getHeaders())) response.removeHeader(name);
      strip(all, request);
      return writeHead(status, all);
    }) as typeof response.writeHead;
  };
  server.prependListener('request', listener);
  return { [Symbol.dispose]: () => void server.off('request', listener) };
}
