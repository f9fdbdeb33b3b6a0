import { hash } from 'node:crypto';
import { Admin, Producer } from '@platformatic/kafka';
import { transactionsV1, transactionsV2 } from '#features/definitions/examples/card-payments.ts';
import { corruptBytes } from '#features/generate/corrupt-bytes.ts';
import { generateDefaults, generateEvents } from '#features/generate/generate-events.ts';
import type { GeneratedEvent } from '#features/generate/generate-events.ts';
import { encodeEvent } from '#features/schemas/encode-event.ts';
import { parseSchema } from '#features/schemas/parse-schema.ts';

const PARTITIONS = 4;
const BATCH = 2_000;
const EVENT_SECONDS = 3_600;
const schemas = [parseSchema(transactionsV1), parseSchema(transactionsV2)] as const;

interface SendOptions {
  brokers: string[];
  topic: string;
  count: number;
  seed: number;
  /** Of the first and the second version. */
  schemaIds: readonly [number, number];
  /** Of the first event; left out: so that the last one happens now. */
  startMs?: number;
  /** How long they took to happen. */
  seconds?: number;
}

/** An hour of payments: 5 % late (some too late), 1 % twice, 0.1 % corrupt, both versions mixed. */
export async function sendEvents(options: SendOptions) {
  const { brokers, topic, count, schemaIds } = options;
  const sent = { corrupt: 0, duplicate: 0 };
  const startedMs = performance.now();
  const producer = new Producer<Buffer, Buffer, Buffer, Buffer>({
    clientId: 'proof',
    bootstrapBrokers: brokers,
  });
  let messages: { topic: string; partition: number; value: Buffer }[] = [];
  for (const event of generateEvents(optionsOf(options))) {
    const value = bytesOf(event, schemaIds, sent.corrupt);
    sent.corrupt += event.isCorrupt ? 1 : 0;
    sent.duplicate += event.isDuplicate ? 1 : 0;
    messages.push({ topic, partition: partitionOf(String(event.value['card_id'])), value });
    if (messages.length < BATCH) continue;
    await producer.send({ messages, acks: -1 });
    messages = [];
  }
  if (messages.length > 0) await producer.send({ messages, acks: -1 });
  await producer.close();
  const seconds = (performance.now() - startedMs) / 1000;
  return { ...sent, perSecond: Math.round(count / seconds) };
}

const optionsOf = ({
  count,
  seed,
  seconds = EVENT_SECONDS,
  startMs = Date.now() - (seconds + 60) * 1000,
}: SendOptions) => ({
  ...generateDefaults,
  kind: 'transactions' as const,
  count,
  seed,
  startMs,
  rate: count / seconds,
  late: 0.05,
  duplicate: 0.01,
  corrupt: 0.001,
  // Past the lateness of the group: some are counted, some are not.
  maxLateMs: 400_000,
});

function bytesOf(event: GeneratedEvent, schemaIds: readonly [number, number], number: number): Buffer {
  const at = event.version - 1;
  const bytes = encodeEvent(event.value, { schema: schemas[at]!, schemaId: schemaIds[at]! });
  return event.isCorrupt ? corruptBytes(bytes, number) : bytes;
}

const partitionOf = (key: string) => hash('sha1', key, 'buffer')[0]! % PARTITIONS;

export async function createTopic(brokers: string[], topic: string): Promise<void> {
  const admin = new Admin({ clientId: 'proof', bootstrapBrokers: brokers });
  await admin.createTopics({ topics: [topic], partitions: PARTITIONS, replicas: 1 });
  await admin.close();
}
