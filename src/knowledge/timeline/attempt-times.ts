import type { CallTimer, CallTimings } from '#ai/calls/call-timer.ts';
import { systemClock } from '#kernel/clock.ts';
import { durationHistogram } from '#kernel/telemetry/metrics.ts';
import type { Metrics } from '#kernel/telemetry/metrics.ts';

/** What one attempt spent, in milliseconds and counts. Stages overlap: together they may take longer than the run. */
export interface Spent {
  /** Waiting for pages of the file. */
  extraction_ms: number;
  /** In transactions that write pages, chunks and index. */
  indexing_ms: number;
  permit_wait_ms: number;
  connection_wait_ms: number;
  first_byte_ms: number;
  body_ms: number;
  retry_sleep_ms: number;
  /** Batches that were embedded, and requests sent for them. */
  calls: number;
  requests: number;
}

const CALL_PHASES = [
  ['permit_wait_ms', 'permitWaitMs'],
  ['connection_wait_ms', 'connectionWaitMs'],
  ['first_byte_ms', 'firstByteMs'],
  ['body_ms', 'bodyMs'],
  ['retry_sleep_ms', 'retrySleepMs'],
] as const satisfies [keyof Spent, keyof CallTimings][];

/** The stopwatches of one attempt. */
export class AttemptTimes {
  #extractionMs = 0;
  #indexingMs = 0;
  #writingSinceMs: number | undefined;
  #calls = 0;
  #requests = 0;
  readonly #phases = new Map<keyof Spent, number>();

  /** The same events; the time until each comes counts as extraction. */
  async *reading<Event>(events: AsyncIterable<Event>): AsyncGenerator<Event> {
    let askedMs = systemClock.elapsedMs();
    for await (const event of events) {
      this.#extractionMs += systemClock.elapsedMs() - askedMs;
      yield event;
      askedMs = systemClock.elapsedMs();
    }
    this.#extractionMs += systemClock.elapsedMs() - askedMs;
  }

  async writing<T>(write: () => Promise<T>): Promise<T> {
    this.#writingSinceMs = systemClock.elapsedMs();
    try {
      return await write();
    } finally {
      this.#indexingMs += this.#writingMs();
      this.#writingSinceMs = undefined;
    }
  }

  /** A call to the embedding provider has ended, whatever way. */
  called(timer: CallTimer): void {
    const { timings } = timer;
    this.#calls += 1;
    this.#requests += timer.requests;
    for (const [name, phase] of CALL_PHASES)
      this.#phases.set(name, (this.#phases.get(name) ?? 0) + timings[phase]);
  }

  /** Until now, a write that is under way included. */
  get spent(): Spent {
    const ofCalls = CALL_PHASES.map(([name]) => [name, Math.round(this.#phases.get(name) ?? 0)]);
    return {
      extraction_ms: Math.round(this.#extractionMs),
      indexing_ms: Math.round(this.#indexingMs + this.#writingMs()),
      ...(Object.fromEntries(ofCalls) as Record<(typeof CALL_PHASES)[number][0], number>),
      calls: this.#calls,
      requests: this.#requests,
    };
  }

  /** Adds the attempt to `quarry_ingest_stage_seconds`. */
  observe(metrics: Metrics): void {
    const { extraction_ms: extraction, indexing_ms: indexing, first_byte_ms, body_ms } = this.spent;
    const name = 'quarry_ingest_stage_seconds';
    const help = 'Work of one attempt to read a document, waits left out; stages overlap.';
    const histogram = durationHistogram(metrics, { name, help, labels: ['stage'] });
    histogram.observe({ stage: 'extraction' }, extraction / 1000);
    histogram.observe({ stage: 'indexing' }, indexing / 1000);
    if (this.#calls > 0) histogram.observe({ stage: 'embedding' }, (first_byte_ms + body_ms) / 1000);
  }

  #writingMs(): number {
    return this.#writingSinceMs === undefined ? 0 : systemClock.elapsedMs() - this.#writingSinceMs;
  }
}
