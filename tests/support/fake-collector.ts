import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface SeenSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  attributes: Record<string, unknown>;
}

export interface FakeCollector extends AsyncDisposable {
  url: string;
  spans: SeenSpan[];
  /** Of each request, in lower case. */
  headers: Record<string, unknown>[];
  /** Everything it was sent, as text. */
  received: () => string;
}

interface OtlpTraces {
  resourceSpans: { scopeSpans: { spans: OtlpSpan[] }[] }[];
}

type OtlpSpan = Omit<SeenSpan, 'attributes'> & {
  attributes: { key: string; value: Record<string, unknown> }[];
};

/** A real HTTP server that takes traces by OTLP in JSON, as a collector of OpenTelemetry does. */
export async function startFakeCollector(): Promise<FakeCollector> {
  const spans: SeenSpan[] = [];
  const headers: FakeCollector['headers'] = [];
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    headers.push(request.headers);
    void json(request).then(body => {
      bodies.push(JSON.stringify(body));
      if (request.url === '/v1/traces') spans.push(...read(body as OtlpTraces));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    headers,
    received: () => bodies.join('\n'),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

const read = ({ resourceSpans }: OtlpTraces): SeenSpan[] =>
  resourceSpans
    .flatMap(each => each.scopeSpans)
    .flatMap(each => each.spans)
    .map(span => ({
      ...span,
      attributes: Object.fromEntries(span.attributes.map(({ key, value }) => [key, Object.values(value)[0]])),
    }));
