import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** What one process counts and measures; `metrics()` writes it in the text format that Prometheus scrapes. */
export type Metrics = Registry;

/** From a millisecond to ten minutes: waits and calls lie anywhere between. */
const DURATION_BUCKETS_SECONDS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 600,
];

/** `process`: memory, event loop and garbage collection of this process as well. */
export function createMetrics(options: { process?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (options.process) collectDefaultMetrics({ register: registry });
  return registry;
}

/** A histogram of seconds; the one of that name where it exists already. */
export function durationHistogram<Label extends string>(
  metrics: Metrics,
  { name, help, labels }: { name: string; help: string; labels: readonly Label[] },
): Histogram<Label> {
  const existing = metrics.getSingleMetric(name);
  if (existing !== undefined) return existing as unknown as Histogram<Label>;
  const histogram = new Histogram({
    name,
    help,
    labelNames: [...labels],
    buckets: DURATION_BUCKETS_SECONDS,
    registers: [metrics],
  });
  return histogram as Histogram<Label>;
}
