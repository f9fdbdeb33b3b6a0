import type { Database } from '#kernel/db/database.ts';
import type { Logger } from '#kernel/telemetry/logger.ts';
import { GroupProcessor } from '../tiles/group-processor.ts';
import type { LoadWriters, OnTiles, WriteOnline } from '../tiles/group-processor.ts';
import { LEASE_MS } from '../tiles/lease.ts';
import type { GroupScope } from '../tiles/queries.ts';
import { followTopic } from './follow-topic.ts';
import { holdGroup, nextOffsets } from './hold-group.ts';
import { openKafkaReader } from './kafka-reader.ts';

export interface KafkaGroupOptions {
  db: Database;
  logger: Logger;
  brokers: string[];
  loadWriters: LoadWriters;
  onTiles?: OnTiles;
  writeOnline?: WriteOnline;
  signal: AbortSignal;
}

/**
 * Computes a group from a Kafka topic of the same name until the signal ends: the same processor as for the embedded log.
 * Offsets are committed with the tiles, so each event counts once. @returns false when another process has it
 */
export async function runKafkaGroup(scope: GroupScope, options: KafkaGroupOptions): Promise<boolean> {
  const { db, brokers, signal } = options;
  await using held = await holdGroup(db, { ...scope, engine: 'kafka' });
  if (held === undefined) return false;
  const { hold, compiled, positions, settledMs } = held;
  const processor = new GroupProcessor({
    ...options,
    hold,
    compiled,
    positions,
    settledMs,
    leaseMs: LEASE_MS,
  });
  const source = { brokers, topic: compiled.group.topic };
  await using reader = await openKafkaReader(source, nextOffsets(positions));
  const logger = options.logger.child({ group: compiled.key });
  await followTopic(reader, processor, { signal, logger });
  await processor.settle();
  return true;
}
