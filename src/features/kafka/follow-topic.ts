import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '#kernel/clock.ts';
import { AppError } from '#kernel/errors/app-error.ts';
import type { Logger } from '#kernel/telemetry/logger.ts';
import type { LogEvent } from '../events/log-event.ts';
import { RENEW_EVERY_MS } from '../tiles/lease.ts';
import type { KafkaReader } from './kafka-reader.ts';

/** Whoever works on what a topic brings. */
export interface TopicWorker {
  /** All or nothing: after a registry that is away it is called with the same events again. */
  process(events: readonly LogEvent[]): Promise<void>;
  /** Called while there is nothing to process, at least once a second. */
  renew(pausedReason?: string | null): Promise<void>;
}

/** Feeds a worker from Kafka until the signal ends. @throws what the worker or the brokers throw, but for a registry that is away */
export async function followTopic(
  reader: KafkaReader,
  worker: TopicWorker,
  { signal, logger }: { signal: AbortSignal; logger: Logger },
): Promise<void> {
  let renewedAtMs = systemClock.elapsedMs();
  while (!signal.aborted) {
    const events = await reader.next(RENEW_EVERY_MS / 2);
    if (events.length > 0) {
      await processWhenRegistryAnswers(worker, events, { signal, logger });
      renewedAtMs = systemClock.elapsedMs();
    } else if (systemClock.elapsedMs() - renewedAtMs >= RENEW_EVERY_MS / 2) {
      await worker.renew();
      renewedAtMs = systemClock.elapsedMs();
    }
  }
}

async function processWhenRegistryAnswers(
  worker: TopicWorker,
  events: readonly LogEvent[],
  { signal, logger }: { signal: AbortSignal; logger: Logger },
): Promise<void> {
  while (!signal.aborted) {
    try {
      return await worker.process(events);
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'registry-away')) throw error;
      logger.warn({ err: error }, 'the schema registry is away; the group waits');
      await worker.renew(error.message);
      await delay(RENEW_EVERY_MS / 2);
    }
  }
}
