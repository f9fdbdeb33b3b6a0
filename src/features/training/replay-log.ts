import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { CompiledGroup } from '../definitions/compile-group.ts';
import { listPartitions, readEvents } from '../events/event-log.ts';
import { NO_WATERMARK } from '../events/judge-event.ts';
import type { LoadWriters } from '../tiles/group-processor.ts';
import { judgeBatch } from '../tiles/judge-batch.ts';
import type { JudgedEvent, PartitionPosition } from '../tiles/judge-batch.ts';

export type ReplayedEvent = JudgedEvent;

const BATCH_EVENTS = 5_000;

/** Judges a topic from its beginning, as the group's processor did, and gives what counted of the wanted entities. */
export async function replayLog(
  { db, loadWriters }: { db: Database; loadWriters: LoadWriters },
  scope: { tenantId: string; compiled: CompiledGroup; entities: ReadonlySet<string> },
): Promise<Map<string, ReplayedEvent[]>> {
  const { tenantId, compiled, entities } = scope;
  const { topic } = compiled.group;
  const partitions = await withTransaction(db, { tenantId }, tx => listPartitions(tx, topic));
  const positions = new Map(
    partitions.map((each): [number, PartitionPosition] => [
      each,
      { next: 0, watermark: { ms: NO_WATERMARK } },
    ]),
  );
  const found = new Map<string, ReplayedEvent[]>();
  for (;;) {
    const from = new Map([...positions].map(([partition, { next }]) => [partition, next]));
    const events = await withTransaction(db, { tenantId }, tx =>
      readEvents(tx, { topic, from, limit: BATCH_EVENTS }),
    );
    if (events.length === 0) return found;
    const ids = [...new Set(events.map(each => each.schemaId))].filter(id => id !== null && id >= 0);
    const writers = await loadWriters(tenantId, ids as number[]);
    for (const event of judgeBatch(compiled, events, { positions, writers }).counted) {
      if (!entities.has(event.entity)) continue;
      const known = found.get(event.entity);
      if (known === undefined) found.set(event.entity, [event]);
      else known.push(event);
    }
  }
}
