import { expect, onTestFinished, test } from 'vitest';
import { createTestStore } from '#tests/support/create-test-store.ts';
import { startFakeCollector } from '#tests/support/fake-collector.ts';
import type { SeenSpan } from '#tests/support/fake-collector.ts';
import { startFakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import { startQuarry } from '#tests/support/start-quarry.ts';

const SECRET_WORDS = 'zanzibar-lighthouse';
const TRACE = '0af7651916cd43dd8448eb211c80319c';

test('one trace leads from a request over its job to the calls of the provider, without anybody’s words', async () => {
  await using collector = await startFakeCollector();
  await using provider = await startFakeProvider();
  await using store = await createTestStore({ store: 'pglite' });
  await using quarry = await startQuarry({
    environment: {
      ...store.environment,
      QUARRY_EMBEDDING_BASE_URL: provider.baseUrl,
      QUARRY_EMBEDDING_MODEL: 'vectors',
      QUARRY_LOG_LEVEL: 'silent',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-collector-key=let%20me%20in',
    },
  });
  const library = await quarry.client.post<{ id: string }>('/libraries', { name: SECRET_WORDS });
  const reply = await fetch(`${quarry.url}/api/v1/libraries/${library.id}/documents`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${quarry.apiKey}`,
      'content-type': 'application/json',
      traceparent: `00-${TRACE}-b7ad6b7169203331-01`,
    },
    body: JSON.stringify({ title: SECRET_WORDS, text: `The ${SECRET_WORDS} was lit.` }),
  });
  expect(reply.status).toBe(202);
  await expect
    .poll(() => namesOf(collector.spans), { timeout: 60_000 })
    .toEqual([
      'POST /api/v1/libraries/:library_id/documents',
      'embeddings vectors',
      'process ingest-document',
    ]);
  const [request, call, job] = ofTrace(collector.spans);
  expect(job!.parentSpanId).toBe(request!.spanId);
  expect(call!.parentSpanId).toBe(job!.spanId);
  expect(call!.attributes).toMatchObject({
    'gen_ai.operation.name': 'embeddings',
    'gen_ai.request.model': 'vectors',
    'gen_ai.provider.name': new URL(provider.baseUrl).host,
  });
  expect(request!.attributes).toMatchObject({ 'http.response.status_code': 202 });
  expect(collector.received()).not.toContain(SECRET_WORDS);
  expect(collector.received()).not.toContain(quarry.apiKey);
  expect(collector.headers[0]).toMatchObject({ 'x-collector-key': 'let me in' });
});

test('a collector that is away costs no work', async () => {
  const store = await createTestStore({ store: 'pglite' });
  onTestFinished(() => store[Symbol.asyncDispose]());
  await using quarry = await startQuarry({
    environment: {
      ...store.environment,
      QUARRY_LOG_LEVEL: 'silent',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    },
  });
  await expect(quarry.client.post('/libraries', { name: 'Any' })).resolves.toMatchObject({ name: 'Any' });
});

/** By name: the request, the call, the job. */
const ofTrace = (spans: SeenSpan[]): SeenSpan[] =>
  spans.filter(span => span.traceId === TRACE).toSorted((one, other) => (one.name < other.name ? -1 : 1));

const namesOf = (spans: SeenSpan[]): string[] => ofTrace(spans).map(span => span.name);
