import type { Metrics } from '#kernel/telemetry/metrics.ts';
import { ProviderError } from '../provider-errors.ts';
import { observeCall } from './call-metrics.ts';
import type { CallLabels } from './call-metrics.ts';
import type { Guard } from './call.ts';

/** Measures each call from outside all other rules and adds it to the metrics, however it ends. */
export function measureCalls(metrics: Metrics | undefined, labels: CallLabels): Guard {
  return call =>
    async function* (options) {
      const total = options.timer.measure('totalMs');
      // What holds when the one who reads leaves before the end.
      let outcome = 'stopped';
      try {
        yield* call(options);
        outcome = 'ok';
      } catch (error) {
        outcome = outcomeOf(error, options.signal);
        throw error;
      } finally {
        total[Symbol.dispose]();
        if (metrics) observeCall(metrics, { ...labels, outcome }, options.timer);
      }
    };
}

function outcomeOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'stopped';
  return error instanceof ProviderError ? error.code.replace(/^provider-/, '') : 'failed';
}
