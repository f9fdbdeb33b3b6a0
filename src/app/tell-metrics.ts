import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from './context.ts';

/** `/metrics` and `/livez` of a process that has no API, on a port of its own where one is named. */
export async function tellMetrics({ config, metrics }: Context): Promise<AsyncDisposable | undefined> {
  const { host, metricsPort } = config.http;
  if (metricsPort === undefined) return undefined;
  const pages: Record<string, () => Promise<string>> = {
    '/metrics': () => metrics.metrics(),
    '/livez': async () => 'ok',
  };
  const tell = async ({ url = '' }: IncomingMessage, reply: ServerResponse): Promise<void> => {
    const [page] = await Promise.allSettled([pages[url]?.()]);
    const text = page.status === 'fulfilled' ? page.value : undefined;
    reply.writeHead(text === undefined ? 404 : 200, { 'content-type': metrics.contentType }).end(text);
  };
  const server = createServer((request, reply) => {
    void tell(request, reply);
  });
  server.listen(metricsPort, host);
  await once(server, 'listening');
  return {
    [Symbol.asyncDispose]: async () => {
      server.close().closeAllConnections();
      await once(server, 'close');
    },
  };
}
