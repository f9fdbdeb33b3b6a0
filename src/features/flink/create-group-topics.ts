import { Admin } from '@platformatic/kafka';
import type { CompiledGroup } from '../definitions/compile-group.ts';
import { findTopicEnds } from '../kafka/topic-ends.ts';
import { cleanTopicOf, tileTopicOf } from './clean-events.ts';

/** As many partitions for clean events as the topic has that they come from; of each tile the newest is kept. */
export async function createGroupTopics(
  tenantId: string,
  compiled: CompiledGroup,
  brokers: string[],
): Promise<void> {
  const { next } = await findTopicEnds(brokers, compiled.group.topic);
  const admin = new Admin({ clientId: 'quarry', bootstrapBrokers: brokers });
  try {
    const there = new Set(await admin.listTopics());
    const wanted = { replicas: -1, partitions: next.length };
    const [clean, tiles] = [cleanTopicOf(tenantId, compiled), tileTopicOf(tenantId, compiled)];
    const compacted = [{ name: 'cleanup.policy', value: 'compact' }];
    if (!there.has(clean)) await admin.createTopics({ ...wanted, topics: [clean] });
    if (!there.has(tiles)) await admin.createTopics({ ...wanted, topics: [tiles], configs: compacted });
  } finally {
    await admin.close();
  }
}
