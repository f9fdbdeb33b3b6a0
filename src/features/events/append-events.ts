import { hash } from 'node:crypto';
import type { Database } from '#kernel/db/database.ts';
import type { Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NoSuchTopic } from './no-such-topic.ts';
import { findTopic, insertEvents, takeOffsets } from './queries.ts';
import type { NewLogEvent } from './queries.ts';

export interface GivenEvent {
  /** Events with the same key stay in order; without one, equal bytes do. */
  key?: string;
  value: Uint8Array;
  /** Whether `value` is JSON; else it should be a frame of Confluent's wire format, which is looked at later. */
  isJson: boolean;
}

export interface Appended {
  /** Where each event went, in the order given. */
  positions: { partition: number; offset: number }[];
}

/**
 * Appends events to a topic of the embedded log, all or none. What they say is looked at by whoever reads them.
 * @throws NoSuchTopic
 */
export function appendEvents(
  db: Database,
  options: { tenantId: string; topic: string; events: readonly GivenEvent[] },
): Promise<Appended> {
  return withTransaction(db, options, tx => appendWithin(tx, options));
}

/** The same as part of a transaction. */
export async function appendWithin(
  tx: Tx,
  { tenantId, topic, events }: { tenantId: string; topic: string; events: readonly GivenEvent[] },
): Promise<Appended> {
  const found = await findTopic(tx, topic);
  if (found === undefined) throw new NoSuchTopic();
  if (events.length === 0) return { positions: [] };
  const partitions = events.map(each => partitionOf(each, found.partitions));
  const counts = new Map<number, number>();
  for (const each of partitions) counts.set(each, (counts.get(each) ?? 0) + 1);
  const next = await takeOffsets(tx, { topic, counts });
  const rows = events.map((each, at): NewLogEvent => {
    const partition = partitions[at]!;
    const offset = next.get(partition)!;
    next.set(partition, offset + 1);
    return { partition, offset, key: each.key ?? null, schemaId: schemaIdOf(each), value: each.value };
  });
  await insertEvents(tx, { tenantId, topic, events: rows });
  return { positions: rows.map(({ partition, offset }) => ({ partition, offset })) };
}

const partitionOf = ({ key, value }: GivenEvent, partitions: number): number =>
  partitions === 1 ? 0 : hash('sha1', key ?? value, 'buffer').readUInt32BE(0) % partitions;

/** For people who look into the table: -1 is no frame at all. */
function schemaIdOf({ value, isJson }: GivenEvent): number | null {
  if (isJson) return null;
  if (value.length < 5 || value[0] !== 0) return -1;
  return new DataView(value.buffer, value.byteOffset).getInt32(1);
}
