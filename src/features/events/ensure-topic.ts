import type { Tx } from '#kernel/db/database.ts';
import { insertTopic } from './queries.ts';

export const DEFAULT_PARTITIONS = 4;

/** Makes a topic of the embedded log unless it is there; a topic's partitions never change. */
export function ensureTopic(
  tx: Tx,
  {
    tenantId,
    name,
    partitions = DEFAULT_PARTITIONS,
  }: { tenantId: string; name: string; partitions?: number },
): Promise<boolean> {
  return insertTopic(tx, { tenantId, name, partitions });
}
