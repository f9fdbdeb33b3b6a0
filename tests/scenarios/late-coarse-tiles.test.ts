import { expect, test } from 'vitest';
import { createTenant } from '#auth/tenants/create-tenant.ts';
import { applyDefinitions } from '#features/definitions/apply-definitions.ts';
import { compileGroup } from '#features/definitions/compile-group.ts';
import { cardPayments } from '#features/definitions/examples/card-payments.ts';
import type { LogEvent } from '#features/events/log-event.ts';
import { generateDefaults, generateEvents } from '#features/generate/generate-events.ts';
import { holdGroup } from '#features/kafka/hold-group.ts';
import { createAssembler } from '#features/serving/create-assembler.ts';
import { endOf } from '#features/serving/merge-window.ts';
import { openTableSource } from '#features/serving/open-table-source.ts';
import { GroupProcessor } from '#features/tiles/group-processor.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createId } from '#kernel/ids.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';
import { foldOnce } from '#tests/support/features/fold-once.ts';

const ENTITIES = 12;
const compiled = compileGroup(cardPayments);

/** Payments of the minute before and the one to come: some minutes have ended, and whatever holds the last has not. */
function makeLog(): LogEvent[] {
  const made = generateEvents({
    ...generateDefaults,
    kind: 'transactions',
    entities: ENTITIES,
    count: 600,
    rate: 5,
    startMs: Date.now() - 60_000,
  });
  return [...made].map(({ value }, offset) => ({
    partition: 0,
    offset,
    schemaId: null,
    value: Buffer.from(JSON.stringify(value)),
    appendedMs: Date.now(),
  }));
}

async function addGroup(db: Database): Promise<string> {
  const owner = { name: 'Owner', email: 'owner@example.test' };
  const { tenantId } = (await createTenant(db, { tenantId: createId(), name: 'one', owner }))!;
  await applyDefinitions(db, { tenantId, groups: [cardPayments] });
  // Fed by the test, not from the log of the database.
  await withTransaction(db, { tenantId }, tx =>
    tx.updateTable('feature_groups').set({ engine: 'kafka' }).execute(),
  );
  return tenantId;
}

async function takeGroup(db: Database, tenantId: string): Promise<GroupProcessor> {
  // The holder before this one is gone without a word, and its lease is over.
  await withTransaction(db, { tenantId }, tx =>
    tx
      .updateTable('feature_progress')
      .set({ lease_expires_at: new Date(Date.now() - 1_000) })
      .execute(),
  );
  const held = await holdGroup(db, { tenantId, ...cardPayments, engine: 'kafka' });
  return new GroupProcessor({ ...held!, db, leaseMs: 60_000, loadWriters: async () => new Map() });
}

const storedTiles = (db: Database, tenantId: string) =>
  withTransaction(db, { tenantId }, async tx => {
    const rows = await tx.selectFrom('feature_tiles').selectAll().execute();
    return new Map(
      rows.map(row => [`${row.entity} ${row.resolution_ms} ${row.tile_start}`, `${row.n} ${row.partials}`]),
    );
  });

const settledMs = (db: Database, tenantId: string) =>
  withTransaction(db, { tenantId }, async tx => {
    const row = await tx.selectFrom('feature_progress').select('settled_ms').executeTakeFirstOrThrow();
    return row.settled_ms;
  });

test('who takes a group over writes the coarse tiles that the one before it kept back', async () => {
  await using store = await openTestStore();
  const { db } = store;
  const tenantId = await addGroup(db);
  const log = makeLog();
  const first = await takeGroup(db, tenantId);
  await first.process(log.slice(0, 300));
  await first.process(log.slice(300, 500));
  expect(await settledMs(db, tenantId)).not.toBeNull();
  const wanted = foldOnce(compiled, log.slice(0, 500)).tiles;
  expect(await storedTiles(db, tenantId)).not.toEqual(wanted);

  const second = await takeGroup(db, tenantId);
  // A few events only: most cards are not in them.
  await second.process(log.slice(500, 503));
  await second.settle();
  expect(await settledMs(db, tenantId)).toBeNull();
  expect(await storedTiles(db, tenantId)).toEqual(foldOnce(compiled, log.slice(0, 503)).tiles);
});

test('answers have what is kept back, now and about a moment ahead', async () => {
  await using store = await openTestStore();
  const { db } = store;
  const tenantId = await addGroup(db);
  const log = makeLog();
  const processor = await takeGroup(db, tenantId);
  await processor.process(log);
  const entities = Array.from({ length: ENTITIES }, (_, at) => `card-${at}`);
  const assemble = createAssembler(compiled);
  const nowMs = Date.now();
  const moments = [0, 60_000, 3_600_000].map(aheadMs => ({
    atMs: nowMs + aheadMs,
    endMs: endOf(nowMs + aheadMs, true),
  }));
  const answer = async () => {
    const tiles = openTableSource(db);
    const vectors = [];
    for (const moment of moments)
      for (const each of await tiles.read({ tenantId, compiled, entities, endMs: moment.endMs }))
        vectors.push(assemble(each, moment));
    return vectors;
  };
  const behind = await answer();
  expect(await settledMs(db, tenantId)).not.toBeNull();
  await processor.settle();
  expect(await answer()).toEqual(behind);
  expect(behind.some(each => Number(each['payments_24h']) > 0)).toBe(true);
});
