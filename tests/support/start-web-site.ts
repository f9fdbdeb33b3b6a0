import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface WebSite extends AsyncDisposable {
  /** Its address, by name: `resolve` must lead there. */
  port: number;
  /** Paths that were asked for, in order. */
  requests: string[];
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A web server on this machine that answers by path; anything else is not found. */
export async function startWebSite(pages: Record<string, Answer>): Promise<WebSite> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url!);
    const answer = pages[request.url!];
    if (answer) answer(request, response);
    else response.writeHead(404).end('nothing here');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
