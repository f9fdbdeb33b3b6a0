import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Attributes, Context as TraceContext, Span } from '@opentelemetry/api';

export type { Attributes, Span } from '@opentelemetry/api';

export type SpanRole = 'server' | 'consumer' | 'client';

export interface SpanOptions {
  role: SpanRole;
  attributes?: Attributes;
  /** A W3C `traceparent` from elsewhere; otherwise what this call already belongs to. */
  parent?: string;
}

const KINDS = { server: SpanKind.SERVER, consumer: SpanKind.CONSUMER, client: SpanKind.CLIENT };

let on = false;

/** For `openTracing` alone. Off, everything here costs one comparison. */
export function switchTracing(wanted: boolean): void {
  on = wanted;
}

/** Begins a span that its maker ends; undefined while nobody collects any. */
export function beginSpan(name: string, { role, attributes, parent }: SpanOptions): Span | undefined {
  if (!on) return undefined;
  const tracer = trace.getTracer('quarry');
  return tracer.startSpan(name, { kind: KINDS[role], attributes }, contextOf(parent));
}

/** What `work` begins belongs to `span`. */
export function within<T>(span: Span | undefined, work: () => T): T {
  return span === undefined ? work() : context.with(trace.setSpan(context.active(), span), work);
}

/** One span around `work`, marked when it fails. */
export async function inSpan<T>(
  name: string,
  options: SpanOptions,
  work: (span: Span | undefined) => Promise<T>,
): Promise<T> {
  const span = beginSpan(name, options);
  if (span === undefined) return work(undefined);
  try {
    return await within(span, () => work(span));
  } catch (error) {
    markFailed(span, error instanceof Error ? error.name : 'unknown');
    throw error;
  } finally {
    span.end();
  }
}

/** By a stable name; messages may hold tenants' words and stay out of traces. */
export function markFailed(span: Span, kind: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute('error.type', kind);
}

/** The W3C `traceparent` of this call, to be taken along to where it goes on; undefined while nobody collects. */
export function currentTraceparent(): string | undefined {
  if (!on) return undefined;
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier['traceparent'];
}

function contextOf(parent: string | undefined): TraceContext {
  const active = context.active();
  return parent === undefined ? active : propagation.extract(active, { traceparent: parent });
}
