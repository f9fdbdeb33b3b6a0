import { setTimeout as delay } from 'node:timers/promises';
import { context, propagation, trace } from '@opentelemetry/api';
import { switchTracing } from './trace.ts';

export interface TracingOptions {
  /** Of an OTLP collector that takes HTTP, such as http://collector:4318. */
  url: string;
  headers: Record<string, string>;
  serviceName: string;
  version: string;
  /** Of the traces that begin here; those that come from elsewhere are followed as their origin decided. */
  sampledShare: number;
  /** A collector that is away is given up after this. */
  timeoutMs?: number;
}

const TIMEOUT_MS = 5_000;
/** For the last spans: a process that ends must not wait for a collector that is away. */
const LAST_MS = 2_000;

/**
 * Sends spans to an OTLP collector from now on; disposing sends what is left. Only who calls this loads what does
 * it. One for a process. A collector that is slow or away costs spans, never work.
 */
export async function openTracing(options: TracingOptions): Promise<AsyncDisposable> {
  const [sdk, { OTLPTraceExporter }, { AsyncLocalStorageContextManager }, core, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/context-async-hooks'),
      import('@opentelemetry/core'),
      import('@opentelemetry/resources'),
    ]);
  const { url, headers, timeoutMs = TIMEOUT_MS } = options;
  const exporter = new OTLPTraceExporter({
    url: `${url.replace(/\/$/, '')}/v1/traces`,
    headers,
    timeoutMillis: timeoutMs,
  });
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({
      'service.name': options.serviceName,
      'service.version': options.version,
    }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(options.sampledShare) }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter })],
  });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new core.W3CTraceContextPropagator());
  switchTracing(true);
  return { [Symbol.asyncDispose]: () => close(provider) };
}

async function close(provider: { shutdown(): Promise<void> }): Promise<void> {
  switchTracing(false);
  // What the collector does not take now is lost, as announced.
  await Promise.race([Promise.allSettled([provider.shutdown()]), delay(LAST_MS, undefined, { ref: false })]);
  trace.disable();
  context.disable();
  propagation.disable();
}
