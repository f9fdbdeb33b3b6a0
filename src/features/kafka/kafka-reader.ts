import { Consumer, MessagesStreamModes } from '@platformatic/kafka';
import type { Message, MessagesStream } from '@platformatic/kafka';
import { createId } from '#kernel/ids.ts';
import type { LogEvent } from '../events/log-event.ts';
import { FRAME_BYTES } from '../schemas/frame.ts';
import { listTopicEnds } from './topic-ends.ts';

export interface KafkaSource {
  /** `host:port`, one or several. */
  brokers: string[];
  topic: string;
}

export interface KafkaReader extends AsyncDisposable {
  /** What came since the last call, in order for each partition; none when nothing comes within `waitMs`. */
  next(waitMs: number): Promise<LogEvent[]>;
}

type RawMessage = Message<Buffer, Buffer, Buffer, Buffer>;

const MAX_BATCH = 5_000;
/** Read ahead of whoever works on them. */
const MAX_AHEAD = 4 * MAX_BATCH;

/**
 * Reads every partition of a topic from these offsets on (others from what is left of them). Kafka keeps no position for it:
 * the caller commits its own together with what it computed.
 * @throws when the brokers do not answer
 */
export async function openKafkaReader(
  { brokers, topic }: KafkaSource,
  from: ReadonlyMap<number, number>,
): Promise<KafkaReader> {
  await using resources = new AsyncDisposableStack();
  // A group of its own: it gets all partitions, whoever else reads.
  const consumer = new Consumer({
    groupId: `quarry-${createId()}`,
    clientId: 'quarry',
    bootstrapBrokers: brokers,
  });
  resources.defer(() => consumer.close(true));
  const { first } = await listTopicEnds(consumer, topic);
  const offsets = first.map((start, partition) => ({
    topic,
    partition,
    offset: BigInt(Math.max(Number(start), from.get(partition) ?? 0)),
  }));
  const stream = await consumer.consume({
    topics: [topic],
    mode: MessagesStreamModes.MANUAL,
    offsets,
    autocommit: false,
    maxWaitTime: 20,
    // Of a transaction that was given up nothing is read.
    isolationLevel: 1,
  });
  const buffer = bufferMessages(stream);
  const opened = resources.move();
  return {
    next: waitMs => buffer.take(waitMs),
    async [Symbol.asyncDispose]() {
      await opened.disposeAsync();
    },
  };
}

function bufferMessages(stream: MessagesStream<Buffer, Buffer, Buffer, Buffer>) {
  const waiting: LogEvent[] = [];
  let failure: Error | undefined;
  let wake = () => {};
  stream.on('data', (message: RawMessage) => {
    waiting.push(asLogEvent(message));
    if (waiting.length >= MAX_AHEAD) stream.pause();
    wake();
  });
  stream.on('error', error => {
    failure = error;
    wake();
  });
  return {
    async take(waitMs: number): Promise<LogEvent[]> {
      if (waiting.length === 0 && failure === undefined)
        await wakeOrTimeout(waitMs, wakeUp => (wake = wakeUp));
      if (failure !== undefined && waiting.length === 0) throw failure;
      const taken = waiting.splice(0, MAX_BATCH);
      if (waiting.length < MAX_BATCH && stream.isPaused()) stream.resume();
      return taken;
    },
  };
}

function wakeOrTimeout(waitMs: number, onWake: (wakeUp: () => void) => void): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer);
      onWake(() => {});
      resolve();
    };
    const timer = setTimeout(done, waitMs);
    onWake(done);
  });
}

/** Only bytes that begin like a frame name a schema; what is wrong with the others is said when they are decoded. */
function asLogEvent({ partition, offset, value, timestamp }: RawMessage): LogEvent {
  const bytes = value ?? Buffer.alloc(0);
  const isFrame = bytes.length >= FRAME_BYTES && bytes[0] === 0;
  return {
    partition,
    offset: Number(offset),
    schemaId: isFrame ? bytes.readUInt32BE(1) : -1,
    value: bytes,
    appendedMs: Number(timestamp),
  };
}
