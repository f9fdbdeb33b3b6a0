import { cardPayments } from '#features/definitions/examples/card-payments.ts';
import type { Tx } from '#kernel/db/database.ts';
import { createId } from '#kernel/ids.ts';
import { insertSchemas } from './insert-schemas.ts';

/** A topic with an event, two dead and two late ones; a group with a tile and a vector that was served. */
export async function insertFeatures(
  tx: Tx,
  { tenantId: tenant_id, marker }: { tenantId: string; marker: string },
): Promise<Record<string, string>> {
  const topic = `topic-${createId()}`;
  const name = `group-${createId()}`;
  await insertTopic(tx, { tenant_id, topic, marker });
  await insertSchemas(tx, { tenantId: tenant_id, marker });
  const definition = { ...cardPayments, name, topic, description: marker };
  await tx
    .insertInto('feature_groups')
    .values({ tenant_id, name, version: 1, topic, definition: JSON.stringify(definition) })
    .execute();
  const group = { tenant_id, group_name: name, group_version: 1 };
  await tx.insertInto('feature_progress').values(group).execute();
  const tile = { entity: marker, resolution_ms: 1000, tile_start: 0, n: 1, partials: '[]' };
  await tx
    .insertInto('feature_tiles')
    .values({ ...group, ...tile })
    .execute();
  const served = { entity: marker, at_ms: 0, end_ms: 0, positions: '{}', vector: '{}' };
  await tx
    .insertInto('served_vectors')
    .values({ ...group, id: createId(), ...served })
    .execute();
  return { topic, view: `${name}@1` };
}

async function insertTopic(
  tx: Tx,
  { tenant_id, topic, marker }: { tenant_id: string; topic: string; marker: string },
): Promise<void> {
  await tx.insertInto('event_topics').values({ tenant_id, name: topic, partitions: 1 }).execute();
  await tx
    .insertInto('event_partitions')
    .values({ tenant_id, topic, partition: 0, next_offset: 1 })
    .execute();
  const event = { tenant_id, topic, partition: 0, value: Buffer.from(marker) };
  await tx
    .insertInto('event_log')
    .values({ ...event, log_offset: 0 })
    .execute();
  const rejects = (['dead', 'late'] as const).flatMap(kind =>
    [0, 1].map(log_offset => ({ ...event, kind, log_offset, reason: kind, message: marker })),
  );
  await tx.insertInto('event_rejects').values(rejects).execute();
}
