import { Producer } from '@platformatic/kafka';
import type { Database } from '#kernel/db/database.ts';
import type { Logger } from '#kernel/telemetry/logger.ts';
import type { CompiledGroup } from '../definitions/compile-group.ts';
import { followTopic } from '../kafka/follow-topic.ts';
import { holdGroup, nextOffsets } from '../kafka/hold-group.ts';
import { openKafkaReader } from '../kafka/kafka-reader.ts';
import type { Schemas } from '../schemas/open-schemas.ts';
import type { OnTiles, WriteOnline } from '../tiles/group-processor.ts';
import type { GroupScope } from '../tiles/queries.ts';
import { applyTiles } from './apply-tiles.ts';
import { cleanSchemaOf, cleanTopicOf } from './clean-events.ts';
import { EventRelay } from './event-relay.ts';

export interface FlinkGroupOptions {
  db: Database;
  logger: Logger;
  brokers: string[];
  schemas: Schemas;
  onTiles?: OnTiles;
  writeOnline?: WriteOnline;
  signal: AbortSignal;
}

/**
 * This program's part in a group that Flink computes, until the signal ends: events are brought to it in a form that it can
 * read, and its tiles to where the assembler reads them. @returns false when another process has the group
 */
export async function runFlinkGroup(scope: GroupScope, options: FlinkGroupOptions): Promise<boolean> {
  const { db, brokers, schemas } = options;
  await using held = await holdGroup(db, { ...scope, engine: 'flink' });
  if (held === undefined) return false;
  const { compiled, positions, hold } = held;
  const isAnew = Object.keys(positions).length === 0;
  const cleanSchemaId = await schemas.register(scope.tenantId, ...cleanSubjectOf(scope.tenantId, compiled));
  await using resources = new AsyncDisposableStack();
  const producer = new Producer<Buffer, Buffer, Buffer, Buffer>({
    clientId: 'quarry',
    bootstrapBrokers: brokers,
    idempotent: true,
  });
  resources.defer(() => producer.close());
  const { loadWriters } = schemas;
  const relay = new EventRelay(held, { db, loadWriters, producer, cleanSchemaId });
  await using reader = await openKafkaReader(
    { brokers, topic: compiled.group.topic },
    nextOffsets(positions),
  );
  const logger = options.logger.child({ group: compiled.key });
  await bothOrNone(options.signal, [
    signal => followTopic(reader, relay, { signal, logger }),
    signal => applyTiles(hold, { ...options, compiled, isAnew, signal }),
  ]);
  return true;
}

/** The subject and the schema of a group's clean events. */
export const cleanSubjectOf = (tenantId: string, compiled: CompiledGroup): [string, string] => [
  `${cleanTopicOf(tenantId, compiled)}-value`,
  cleanSchemaOf(compiled).text,
];

/** When one ends, for whatever reason, so does the other; the first failure is thrown. */
async function bothOrNone(
  signal: AbortSignal,
  works: ((signal: AbortSignal) => Promise<void>)[],
): Promise<void> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    const outcomes = await Promise.allSettled(works.map(work => work(controller.signal).finally(abort)));
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
