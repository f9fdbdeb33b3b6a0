import type { Producer } from '@platformatic/kafka';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { writeRejects } from '../events/event-log.ts';
import { NO_WATERMARK } from '../events/judge-event.ts';
import type { LogEvent, Reject } from '../events/log-event.ts';
import type { TopicWorker } from '../kafka/follow-topic.ts';
import type { HeldGroup } from '../kafka/hold-group.ts';
import { encodeEvent } from '../schemas/encode-event.ts';
import type { Counts } from '../tiles/counts.ts';
import { addCounts, noCounts } from '../tiles/counts.ts';
import { GroupLost } from '../tiles/group-processor.ts';
import type { LoadWriters } from '../tiles/group-processor.ts';
import { judgeBatch } from '../tiles/judge-batch.ts';
import type { PartitionPosition } from '../tiles/judge-batch.ts';
import { LEASE_MS } from '../tiles/lease.ts';
import { saveProgress } from '../tiles/queries.ts';
import type { StoredPositions } from '../tiles/queries.ts';
import { cleanEventOf, cleanFieldsOf, cleanSchemaOf, cleanTopicOf } from './clean-events.ts';

interface RelayOptions {
  db: Database;
  loadWriters: LoadWriters;
  producer: Producer<Buffer, Buffer, Buffer, Buffer>;
  /** The id of the clean events' schema in the registry that Flink asks. */
  cleanSchemaId: number;
}

interface CleanMessage {
  topic: string;
  partition: number;
  key: Buffer;
  value: Buffer;
}

/**
 * Stands before Flink, which would end with the first event it cannot read: events are decoded, resolved and judged here as
 * for the embedded engine, and what counts is written anew for Flink. A crash between writing and committing repeats some;
 * they carry the same keys, by which Flink drops them.
 */
export class EventRelay implements TopicWorker {
  readonly #held: HeldGroup;
  readonly #options: RelayOptions;
  readonly #positions = new Map<number, PartitionPosition>();
  readonly #encode: (each: CountedAt) => CleanMessage;

  constructor(held: HeldGroup, options: RelayOptions) {
    this.#held = held;
    this.#options = options;
    this.#encode = encoderOf(held, options.cleanSchemaId);
    for (const [partition, [next, watermarkMs]] of Object.entries(held.positions))
      this.#positions.set(Number(partition), { next, watermark: { ms: watermarkMs ?? NO_WATERMARK } });
  }

  async process(events: readonly LogEvent[]): Promise<void> {
    const { hold } = this.#held;
    const ids = [...new Set(events.map(each => each.schemaId))].filter(id => id !== null && id >= 0);
    const writers = await this.#options.loadWriters(hold.tenantId, ids as number[]);
    const { messages, rejects, counts } = this.#judge(events, writers);
    if (messages.length > 0) await this.#options.producer.send({ messages, acks: -1 });
    await this.#commit({ rejects, counts });
  }

  renew(pausedReason: string | null = null): Promise<void> {
    return this.#commit({ rejects: [], counts: noCounts(), pausedReason });
  }

  /** One by one: where an event stood is part of its key when it has no id. */
  #judge(events: readonly LogEvent[], writers: Awaited<ReturnType<LoadWriters>>) {
    const { compiled } = this.#held;
    const batch = { messages: [] as CleanMessage[], rejects: [] as Reject[], counts: noCounts() };
    for (const event of events) {
      const judged = judgeBatch(compiled, [event], { positions: this.#positions, writers });
      for (const counted of judged.counted) batch.messages.push(this.#encode({ counted, event }));
      batch.rejects.push(...judged.rejects);
      addCounts(batch.counts, judged.counts);
    }
    return batch;
  }

  async #commit(batch: { rejects: Reject[]; counts: Counts; pausedReason?: string | null }): Promise<void> {
    const { hold, compiled } = this.#held;
    const { counts, rejects, pausedReason = null } = batch;
    const isHeld = await withTransaction(this.#options.db, hold, async tx => {
      const positions = this.#storedPositions();
      // Flink's tiles are written as they come, whatever their resolution.
      const progress = { positions, counts, leaseMs: LEASE_MS, pausedReason, settledMs: null };
      if (!(await saveProgress(tx, hold, progress))) return false;
      await writeRejects(tx, { ...hold, topic: compiled.group.topic, group: hold }, rejects);
      return true;
    });
    if (!isHeld) throw new GroupLost('another process has the group by now');
  }

  #storedPositions(): StoredPositions {
    return Object.fromEntries(
      [...this.#positions].map(([partition, { next, watermark }]) => [
        partition,
        [next, watermark.ms === NO_WATERMARK ? null : watermark.ms],
      ]),
    );
  }
}

interface CountedAt {
  counted: ReturnType<typeof judgeBatch>['counted'][number];
  event: LogEvent;
}

/** Each event keeps its partition: what stands before it there decides which of two copies comes first. */
function encoderOf({ compiled, hold }: HeldGroup, schemaId: number): (each: CountedAt) => CleanMessage {
  const topic = cleanTopicOf(hold.tenantId, compiled);
  const schema = cleanSchemaOf(compiled);
  const fields = cleanFieldsOf(compiled);
  return ({ counted, event: { partition, offset } }) => ({
    topic,
    partition,
    key: Buffer.from(counted.entity),
    value: encodeEvent(cleanEventOf(counted, { fields, partition, offset }), { schema, schemaId }),
  });
}
