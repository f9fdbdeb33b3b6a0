import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { createTenant } from '#auth/tenants/create-tenant.ts';
import { applyDefinitions } from '#features/definitions/apply-definitions.ts';
import { compileGroup } from '#features/definitions/compile-group.ts';
import { cardPayments } from '#features/definitions/examples/card-payments.ts';
import { openRedisStore } from '#features/serving/redis/open-redis-store.ts';
import type { RedisStore } from '#features/serving/redis/open-redis-store.ts';
import { startStreams } from '#features/tiles/start-streams.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createId } from '#kernel/ids.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';
import type { Proof, ProofOptions, ProofOutcome } from '#tests/support/proof.ts';
import { seededRandom } from '#tests/support/random.ts';
import { holdService } from '../../scripts/services/processes/hold-service.ts';
import { redis as redisService } from '../../scripts/services/redis.ts';
import { compareOnline, noAnswer } from './feature-kills/compare-online.ts';
import { sendEvents } from './feature-kills/send-events.ts';

const EVENTS_PER_ROUND = 500;
const DONE_WITHIN_MS = 60_000;
const ENTITIES = Array.from({ length: 200 }, (_, at) => `card-${at}`);
/** A numbered database of our own in whatever Redis runs. */
const DATABASE = 7;

/** A trial is one round of events; meanwhile all that Redis holds is dropped, or somebody whose epoch is over writes. */
export const proof: Proof = {
  claim:
    'Redis that loses everything, and writers that are not current any more: what it serves is what the table says',
  trials: 10,
  store: 'postgres',
  run: async options => {
    await using service = await holdService(redisService);
    await using store = await openTestStore();
    const url = `${service.url}/${DATABASE}`;
    const redis = new Redis(url);
    try {
      return await prove(options, { db: store.db, url, redis });
    } finally {
      await redis.flushdb();
      redis.disconnect();
    }
  },
};

async function prove(
  { trials, seed, report }: ProofOptions,
  { db, url, redis }: { db: Database; url: string; redis: Redis },
): Promise<ProofOutcome> {
  await redis.flushdb();
  const random = seededRandom(seed);
  const owner = { name: 'Owner', email: 'owner@example.test' };
  const { tenantId } = (await createTenant(db, { tenantId: createId(), name: 'one', owner }))!;
  await applyDefinitions(db, { tenantId, groups: [cardPayments] });
  await using online = openRedisStore({ url, db, fallback: noAnswer });
  const logger = pino({ level: 'silent' });
  const loadWriters = async () => new Map();
  await using _streams = await startStreams({ db, logger, loadWriters, writeOnline: online.writeOnline });
  const breaches: string[] = [];
  let [losses, intruders] = [0, 0];
  for (let round = 1; round <= trials; round++) {
    const sending = sendEvents(db, { tenantId, count: EVENTS_PER_ROUND, seed: seed + round });
    await delay(random() * 200);
    if (random() < 0.5) {
      await redis.flushdb();
      losses++;
    } else {
      await untilWhole(redis);
      await intrude(online, tenantId);
      intruders++;
    }
    await sending;
    await untilCaughtUp(db, tenantId);
    await untilWhole(redis);
    breaches.push(
      ...(await compareOnline({ db, online }, { tenantId, entities: ENTITIES })).map(
        each => `round ${round}: ${each}`,
      ),
    );
    if (round % 5 === 0) report(`${round} rounds`);
  }
  const figures = { 'everything lost': losses, 'late writers': intruders, 'vectors compared': trials * 200 };
  return { trials, faults: losses + intruders, lost: 0, doubled: 0, breaches, figures };
}

/** Writes nonsense under an epoch that is over. */
async function intrude(online: RedisStore, tenantId: string): Promise<void> {
  const hold = { tenantId, ...cardPayments, epoch: 0 };
  const start = Math.floor(Date.now() / 900_000) * 900_000;
  const partials = JSON.stringify(compileGroup(cardPayments).slots.map(() => null));
  const tiles = ENTITIES.map(entity => ({
    entity,
    resolutionMs: 900_000,
    start,
    n: 9,
    partials,
    seen: null,
  }));
  const state = { tiles, readEvents: 1e9, positions: {}, newestMs: Date.now(), settle: async () => {} };
  await online.writeOnline(hold, compileGroup(cardPayments), state);
}

async function untilCaughtUp(db: Database, tenantId: string): Promise<void> {
  const deadline = performance.now() + DONE_WITHIN_MS;
  for (;;) {
    const [processed, log] = await withTransaction(db, { tenantId }, async tx => [
      (await tx.selectFrom('feature_progress').select('processed').executeTakeFirstOrThrow()).processed,
      (await tx.selectFrom('event_partitions').select('next_offset').execute()).reduce(
        (sum, row) => sum + row.next_offset,
        0,
      ),
    ]);
    if (processed === log) return;
    if (performance.now() > deadline) throw new Error('the log was not read to its end');
    await delay(20);
  }
}

/** A loss is noticed when the processor next writes, or says that it lives. The mark of a rebuild under way ends alike. */
async function untilWhole(redis: Redis): Promise<void> {
  const deadline = performance.now() + DONE_WITHIN_MS;
  while ((await redis.keys('quarry:*/')).length === 0) {
    if (performance.now() > deadline) throw new Error('Redis was not filled again');
    await delay(20);
  }
}
