import { durationHistogram } from '#kernel/telemetry/metrics.ts';
import type { Metrics } from '#kernel/telemetry/metrics.ts';
import type { CallPhase, CallTimer } from './call-timer.ts';

/** No tenant among them: metrics are for the operator, and each value of a label is a series of its own. */
export interface CallLabels {
  /** Host of the provider. */
  provider: string;
  model: string;
  operation: 'embed' | 'complete';
}

const LABELS = ['provider', 'model', 'operation', 'outcome'] as const;

const HISTOGRAMS: Record<CallPhase, [name: string, help: string]> = {
  queueWaitMs: ['queue_wait', 'Until it was the turn of a batch, in its own document.'],
  permitWaitMs: ['permit_wait', 'Wait for the right to call the provider.'],
  connectionWaitMs: ['connection_wait', 'Wait for a connection, name lookup and TLS included.'],
  firstByteMs: ['first_byte', 'From sending the request to the headers of the reply.'],
  bodyMs: ['body', 'Reading the reply.'],
  retrySleepMs: ['retry_sleep', 'Held back after a failure.'],
  totalMs: ['total', 'The whole call as its caller saw it.'],
};

/** Adds a finished call to the histograms `quarry_provider_call_…_seconds`, one for each phase that it had. */
export function observeCall(
  metrics: Metrics,
  labels: CallLabels & { outcome: string },
  timer: CallTimer,
): void {
  for (const [phase, spentMs] of timer.phases) {
    const [name, help] = HISTOGRAMS[phase];
    const histogram = durationHistogram(metrics, {
      name: `quarry_provider_call_${name}_seconds`,
      help,
      labels: LABELS,
    });
    histogram.observe({ ...labels }, spentMs / 1000);
  }
}
