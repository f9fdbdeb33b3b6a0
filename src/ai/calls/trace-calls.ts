import { beginSpan, markFailed } from '#kernel/telemetry/trace.ts';
import type { Span } from '#kernel/telemetry/trace.ts';
import type { TokenUsage } from '../complete.ts';
import type { CallLabels } from './call-metrics.ts';
import type { CallTimer } from './call-timer.ts';
import type { Guard } from './call.ts';

const OPERATIONS = { complete: 'chat', embed: 'embeddings' } as const;

/**
 * A span for each call, by OpenTelemetry's conventions for generative AI. What was asked and answered is never in it.
 */
export function traceCalls(labels: CallLabels): Guard {
  const operation = OPERATIONS[labels.operation];
  const attributes = {
    'gen_ai.operation.name': operation,
    'gen_ai.provider.name': labels.provider,
    'gen_ai.request.model': labels.model,
    'server.address': labels.provider,
  };
  return call =>
    async function* (options) {
      const span = beginSpan(`${operation} ${labels.model}`, { role: 'client', attributes });
      if (span === undefined) return yield* call(options);
      let isOver = false;
      try {
        for await (const part of call(options)) {
          describeUsage(span, part);
          yield part;
        }
        isOver = true;
      } catch (error) {
        markFailed(span, kindOf(error));
        isOver = true;
        throw error;
      } finally {
        // Whoever reads left before the end.
        if (!isOver) span.setAttribute('quarry.call.stopped', true);
        describe(span, options.timer);
        span.end();
      }
    };
}

/** The last part of a completion says what the provider counted. */
function describeUsage(span: Span, part: unknown): void {
  if (!isUsage(part)) return;
  span.setAttribute('gen_ai.usage.input_tokens', part.inputTokens);
  span.setAttribute('gen_ai.usage.output_tokens', part.outputTokens);
}

const isUsage = (part: unknown): part is TokenUsage =>
  typeof part === 'object' && part !== null && 'type' in part && part.type === 'usage';

function describe(span: Span, { countedTokens, requests, timings }: CallTimer): void {
  if (countedTokens !== undefined) span.setAttribute('gen_ai.usage.input_tokens', countedTokens);
  span.setAttribute('quarry.call.requests', requests);
  span.setAttribute('quarry.call.permit_wait_ms', Math.round(timings.permitWaitMs));
  span.setAttribute('quarry.call.retry_sleep_ms', Math.round(timings.retrySleepMs));
}

const kindOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'failed';
