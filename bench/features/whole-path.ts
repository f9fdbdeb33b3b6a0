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
import { Arrivals } from './arrivals.ts';
import { makeFrames, writers } from './made-events.ts';

export interface PathResult {
  /** Events a second that were computed. */
  rate: number;
  p50Ms: number;
  p99Ms: number;
}

const BATCHES_PER_SECOND = 100;
const CLIENTS = 4;

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
  const arrivals = new Arrivals();
  const fallback = openTableSource(db);
  await using redis =
    options.redisUrl === undefined ? undefined : openRedisStore({ url: options.redisUrl, db, fallback });
  await using _streams = await startStreams({
    db,
    logger: createLogger({ level: 'error', pretty: false }),
    loadWriters: async () => writers,
    writeOnline:
      redis &&
      (async (...given) => {
        await redis.writeOnline(...given);
        // From here on answers have them: where there is Redis, they come from there.
        arrivals.reach(given[2].positions);
      }),
    onTiles: (_hold, _tiles, { positions }) => arrivals.reach(positions),
  });
  const total = rate * seconds;
  const frames = makeFrames(total, { rate, endMs: Date.now() + seconds * 1_000 });
  const began = performance.now();
  await append(db, { tenantId, topic: group.topic, frames, rate, arrivals });
  while (arrivals.isWaiting) await delay(2);
  const elapsedMs = performance.now() - began;
  const dead = await withTransaction(db, { tenantId }, tx =>
    tx.selectFrom('feature_progress').select('dead').executeTakeFirstOrThrow(),
  );
  if (dead.dead > 0) throw new Error(`${dead.dead} events could not be read`);
  const sorted = arrivals.latenciesMs.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
  return { rate: (total * 1000) / elapsedMs, p50Ms: at(0.5), p99Ms: at(0.99) };
}

/** Batches at a rate, from several clients at once: one alone would wait for its own commits. */
async function append(
  db: Database,
  options: { tenantId: string; topic: string; frames: Buffer[]; rate: number; arrivals: Arrivals },
): Promise<void> {
  const { tenantId, topic, frames, rate, arrivals } = options;
  const began = performance.now();
  const size = Math.ceil(rate / BATCHES_PER_SECOND);
  const appending = new Set<Promise<void>>();
  for (let sent = 0; sent < frames.length; sent += size) {
    const aheadMs = (sent * 1000) / rate - (performance.now() - began);
    if (aheadMs > 1) await delay(aheadMs);
    const events = frames.slice(sent, sent + size).map(value => ({ value, isJson: false }));
    const beganMs = performance.now();
    const appended = appendEvents(db, { tenantId, topic, events }).then(({ positions }) =>
      arrivals.expect(positions, beganMs),
    );
    appending.add(appended);
    void appended.finally(() => appending.delete(appended));
    if (appending.size >= CLIENTS) await Promise.race(appending);
  }
  await Promise.all(appending);
}
