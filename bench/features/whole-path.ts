import { setTimeout as delay } from 'node:timers/promises';
import { createTenant } from '#auth/tenants/create-tenant.ts';
import { appendEvents } from '#features/events/append-events.ts';
import { applyDefinitions } from '#features/definitions/apply-definitions.ts';
import type { FeatureGroup } from '#features/definitions/definition.ts';
import { openTableSource } from '#features/serving/open-table-source.ts';
import { openRedisStore } from '#features/serving/redis/open-redis-store.ts';
import { startStreams } from '#features/tiles/start-streams.ts';
import { createId } from '#kernel/ids.ts';
import { createLogger } from '#kernel/telemetry/logger.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { makeFrames, writers } from './made-events.ts';

export interface PathResult {
  /** Events a second that were computed. */
  rate: number;
  p50Ms: number;
  p99Ms: number;
}

const BATCHES_PER_SECOND = 100;

/**
 * Events appended to the embedded log at a rate, until their tiles are committed (and in Redis): from the moment an append
 * begins to the commit that counts its last event.
 */
export async function measureWholePath(
  db: Database,
  options: { group: FeatureGroup; rate: number; seconds: number; redisUrl?: string },
): Promise<PathResult> {
  const { group, rate, seconds } = options;
  const owner = { name: 'Owner', email: `${createId()}@example.test` };
  const { tenantId } = (await createTenant(db, { tenantId: createId(), name: 'bench', owner }))!;
  await applyDefinitions(db, { tenantId, groups: [group] });
  const waiting: { upTo: number; beganMs: number }[] = [];
  const latencies: number[] = [];
  const fallback = openTableSource(db);
  await using redis =
    options.redisUrl === undefined ? undefined : openRedisStore({ url: options.redisUrl, db, fallback });
  await using _streams = await startStreams({
    db,
    logger: createLogger({ level: 'error', pretty: false }),
    loadWriters: async () => writers,
    writeOnline: redis?.writeOnline,
    onTiles: (_hold, _tiles, { positions }) => {
      const read = Object.values(positions).reduce((sum, [next]) => sum + next, 0);
      while (waiting.length > 0 && waiting[0]!.upTo <= read)
        latencies.push(performance.now() - waiting.shift()!.beganMs);
    },
  });
  const total = rate * seconds;
  const frames = makeFrames(total, { rate, endMs: Date.now() + seconds * 1_000 });
  const began = performance.now();
  const size = Math.ceil(rate / BATCHES_PER_SECOND);
  for (let sent = 0; sent < total; sent += size) {
    const aheadMs = (sent * 1000) / rate - (performance.now() - began);
    if (aheadMs > 1) await delay(aheadMs);
    const events = frames.slice(sent, sent + size).map(value => ({ value, isJson: false }));
    waiting.push({ upTo: sent + events.length, beganMs: performance.now() });
    await appendEvents(db, { tenantId, topic: group.topic, events });
  }
  while (waiting.length > 0) await delay(2);
  const elapsedMs = performance.now() - began;
  const dead = await withTransaction(db, { tenantId }, tx =>
    tx.selectFrom('feature_progress').select('dead').executeTakeFirstOrThrow(),
  );
  if (dead.dead > 0) throw new Error(`${dead.dead} events could not be read`);
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
  return { rate: (total * 1000) / elapsedMs, p50Ms: at(0.5), p99Ms: at(0.99) };
}
