import { Consumer, ListOffsetTimestamps } from '@platformatic/kafka';
import { createId } from '#kernel/ids.ts';

type AnyConsumer = Pick<Consumer<Buffer, Buffer, Buffer, Buffer>, 'listOffsets'>;

export interface TopicEnds {
  /** Of each partition: the first offset that is left, and the one that comes next. */
  first: bigint[];
  next: bigint[];
}

export async function listTopicEnds(consumer: AnyConsumer, topic: string): Promise<TopicEnds> {
  const [first, next] = await Promise.all([
    consumer.listOffsets({ topics: [topic], timestamp: ListOffsetTimestamps.EARLIEST }),
    consumer.listOffsets({ topics: [topic], timestamp: ListOffsetTimestamps.LATEST }),
  ]);
  return { first: first.get(topic) ?? [], next: next.get(topic) ?? [] };
}

/** The same for somebody who reads nothing else. */
export async function findTopicEnds(brokers: string[], topic: string): Promise<TopicEnds> {
  const consumer = new Consumer({
    groupId: `quarry-${createId()}`,
    clientId: 'quarry',
    bootstrapBrokers: brokers,
  });
  try {
    return await listTopicEnds(consumer, topic);
  } finally {
    await consumer.close(true);
  }
}
