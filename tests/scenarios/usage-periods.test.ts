import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createLimitedTenant } from '#tests/support/create-limited-tenant.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';
import { openUsage } from '#usage/holds/open-usage.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import { checkBooks } from '#usage/records/check-books.ts';
import { listRecords } from '#usage/records/list-records.ts';
import { summarizeUsage } from '#usage/records/summarize-usage.ts';

let store: Awaited<ReturnType<typeof openTestStore>>;
let db: Database;
let usage: Usage;
let tenantId: string;

beforeEach(async () => {
  store = await openTestStore();
  db = store.db;
  usage = openUsage(db);
  tenantId = await createLimitedTenant(db, { credits: 5_000 });
});
afterEach(() => store[Symbol.asyncDispose]());

/** A call of up to 5,000 credits, by the first price of everybody: all that the plan allows in a period. */
const reserve = () =>
  usage.reserve({ tenantId, kind: 'answer', model: 'fake', bound: { tokensOut: 1_250 }, leaseMs: 60_000 });

/** Everything that is counted and recorded so far happened a month earlier. */
async function aMonthPasses(): Promise<void> {
  await withTransaction(db, { tenantId }, async tx => {
    for (const [table, columns] of [
      ['usage_counters', ['period_start', 'period_end']],
      ['usage_holds', ['period_start']],
    ] as const) {
      const set = columns.map(column => sql`${sql.ref(column)} = ${sql.ref(column)} - interval '40 days'`);
      await sql`update ${sql.table(table)} set ${sql.join(set)}`.execute(tx);
    }
  });
}

const credits = async () =>
  (await summarizeUsage(db, tenantId)).meters.find(each => each.meter === 'credits')!;

test('whoever used up a period is refused until it ends, and told when that is; then all of the plan is there again', async () => {
  await reserve();
  const refused = await reserve().catch((error: unknown) => error);
  const { resetsAt } = await credits();
  expect(refused).toMatchObject({
    status: 402,
    details: { limit: 5_000, reserved: 5_000, resets_at: resetsAt.toISOString() },
  });
  expect(resetsAt.getUTCDate()).toBe(1);
  expect(resetsAt.getTime()).toBeGreaterThan(Date.now());
  await aMonthPasses();
  await reserve();
  expect(await credits()).toMatchObject({ limit: 5_000, used: 0, reserved: 5_000 });
});

test('work that began in the period before is billed there, and takes nothing from the new one', async () => {
  const hold = await reserve();
  await aMonthPasses();
  const later = await reserve();
  expect(await usage.settle(hold, { tokensOut: 500, source: 'provider' })).toBe(true);
  expect(await credits()).toMatchObject({ used: 0, reserved: 5_000 });
  expect(await usage.settle(later, { tokensOut: 100, source: 'provider' })).toBe(true);
  expect(await credits()).toMatchObject({ used: 400, reserved: 0 });
  const records = await listRecords(db, { tenantId, limit: 10 });
  expect(records.map(record => record.credits)).toEqual([400, 2_000]);
  expect(await checkBooks(db, tenantId)).toEqual([]);
});

test('holds of two periods are settled in one turn, each in its own', async () => {
  const before = await reserve();
  await aMonthPasses();
  const now = await reserve();
  const used = { tokensOut: 10, source: 'provider' } as const;
  await Promise.all([before, now, before].map(hold => usage.settle(hold, used)));
  expect(await usage.settle(now, used)).toBe(false);
  expect(await credits()).toMatchObject({ used: 40, reserved: 0 });
  expect(await listRecords(db, { tenantId, limit: 10 })).toHaveLength(2);
  expect(await checkBooks(db, tenantId)).toEqual([]);
});
