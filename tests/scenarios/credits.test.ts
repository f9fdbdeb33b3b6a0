import { expect, test } from 'vitest';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createId } from '#kernel/ids.ts';
import { createLimitedTenant } from '#tests/support/create-limited-tenant.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';
import { openUsage } from '#usage/holds/open-usage.ts';
import {
  holdMore,
  holdOnlyMeasured,
  measureStep,
  releaseSubject,
  settleSubject,
} from '#usage/holds/work-in-steps.ts';
import { createPrice } from '#usage/prices/create-price.ts';
import { subscribe } from '#usage/plans/subscribe.ts';
import { checkBooks } from '#usage/records/check-books.ts';
import { listRecords } from '#usage/records/list-records.ts';
import { refundRecord } from '#usage/records/refund-record.ts';
import { summarizeUsage } from '#usage/records/summarize-usage.ts';

const work = { kind: 'answer', model: 'fake', leaseMs: 60_000 } as const;
/** 100 micro-credits at one for each token in. */
const bound = { tokensIn: 100 };

async function creditsOf(db: Database, tenantId: string) {
  const { meters } = await summarizeUsage(db, tenantId);
  const { limit, used, reserved } = meters.find(each => each.meter === 'credits')!;
  return { limit, used, reserved };
}

test('work is billed for what it used, and the rest of the hold is given back', async () => {
  await using store = await openTestStore();
  const { db } = store;
  const tenantId = await createLimitedTenant(db, { credits: 1_000 });
  const usage = openUsage(db);
  const hold = await usage.reserve({ tenantId, ...work, bound });
  expect(await creditsOf(db, tenantId)).toEqual({ limit: 1_000, used: 0, reserved: 100 });
  expect(await usage.settle(hold, { tokensIn: 30, source: 'provider', latencyMs: 12.4 })).toBe(true);
  expect(await creditsOf(db, tenantId)).toEqual({ limit: 1_000, used: 30, reserved: 0 });
  // Once: neither a repeated bill nor a late release changes anything.
  expect(await usage.settle(hold, { tokensIn: 99, source: 'provider' })).toBe(false);
  await usage.release(hold);
  expect(await creditsOf(db, tenantId)).toEqual({ limit: 1_000, used: 30, reserved: 0 });
  const records = await listRecords(db, { tenantId, limit: 10 });
  expect(records).toMatchObject([
    { kind: 'answer', tokens_in: 30, credits: 30, latency_ms: 12, source: 'provider' },
  ]);
  expect(await checkBooks(db, tenantId)).toEqual([]);
});

test('what there is no room for is refused with the numbers, and smaller work still goes', async () => {
  await using store = await openTestStore();
  const { db } = store;
  const tenantId = await createLimitedTenant(db, { credits: 250 });
  const usage = openUsage(db);
  const sizes = [100, 200, 100, 60, 50];
  const outcomes = await Promise.all(
    sizes.map(tokensIn =>
      usage.reserve({ tenantId, ...work, bound: { tokensIn } }).then(
        () => 'held',
        (error: { code: string; details: object }) => ({ code: error.code, ...error.details }),
      ),
    ),
  );
  expect(outcomes.map(outcome => outcome === 'held')).toEqual([true, false, true, false, true]);
  expect(outcomes[1]).toMatchObject({ code: 'quota-exceeded', meter: 'credits', limit: 250, used: 0 });
  expect(outcomes[1]).toHaveProperty('resets_at');
  expect(await creditsOf(db, tenantId)).toEqual({ limit: 250, used: 0, reserved: 250 });
});

test('a newcomer is counted and never stopped', async () => {
  await using store = await openTestStore();
  const { db } = store;
  const tenantId = await createLimitedTenant(db, {});
  await subscribe(db, { tenantId, planId: 'local' });
  const usage = openUsage(db);
  const hold = await usage.reserve({ tenantId, ...work, bound: { tokensIn: 10_000_000 } });
  expect(hold.limited).toBe(false);
  await usage.settle(hold, { tokensIn: 10_000_000, source: 'provider' });
  expect(await creditsOf(db, tenantId)).toEqual({ limit: null, used: 10_000_000, reserved: 0 });
});

test('a hold whose holder fell silent is given back, and can be billed no more', async () => {
  await using store = await openTestStore();
  const { db } = store;
  const tenantId = await createLimitedTenant(db, { credits: 1_000 });
  const usage = openUsage(db);
  const silent = await usage.reserve({ tenantId, ...work, bound, leaseMs: -1 });
  const alive = await usage.reserve({ tenantId, ...work, bound });
  expect(await usage.sweep()).toBe(1);
  expect(await usage.settle(silent, { tokensIn: 5, source: 'provider' })).toBe(false);
  expect(await usage.settle(alive, { tokensIn: 5, source: 'provider' })).toBe(true);
  expect(await creditsOf(db, tenantId)).toEqual({ limit: 1_000, used: 5, reserved: 0 });
  expect(await checkBooks(db, tenantId)).toEqual([]);
});

test('a refund is a new record, given once', async () => {
  await using store = await openTestStore();
  const { db } = store;
  const tenantId = await createLimitedTenant(db, { credits: 1_000 });
  const usage = openUsage(db);
  await usage.settle(await usage.reserve({ tenantId, ...work, bound }), { tokensIn: 40, source: 'provider' });
  const [record] = await listRecords(db, { tenantId, limit: 1 });
  const refund = { tenantId, id: record!.id, reason: 'The answer was wrong.' };
  expect(await Promise.all([refundRecord(db, refund), refundRecord(db, refund)])).toContain(false);
  expect(await creditsOf(db, tenantId)).toMatchObject({ used: 0 });
  expect(await listRecords(db, { tenantId, limit: 10 })).toHaveLength(2);
  expect(await checkBooks(db, tenantId)).toEqual([]);
});

test('new prices count for new work; what has begun keeps the prices it began with', async () => {
  await using store = await openTestStore();
  const { db } = store;
  const tenantId = await createLimitedTenant(db, {});
  const before = openUsage(db);
  const begun = await before.reserve({ tenantId, ...work, bound });
  const price = { model: 'fake', version: 2, tokensIn: 5_000, tokensOut: 0, embeddingTokens: 0, pages: 0 };
  expect([await createPrice(db, price), await createPrice(db, price)]).toEqual([true, false]);
  const after = openUsage(db);
  await after.settle(await after.reserve({ tenantId, ...work, bound }), { tokensIn: 10, source: 'provider' });
  await before.settle(begun, { tokensIn: 10, source: 'provider' });
  expect(await listRecords(db, { tenantId, limit: 10 })).toMatchObject([
    { credits: 10, price_model: '*', price_version: 1 },
    { credits: 50, price_model: 'fake', price_version: 2 },
  ]);
});

test('nobody can change or delete a record', async () => {
  await using store = await openTestStore();
  const { db } = store;
  const tenantId = await createLimitedTenant(db, {});
  const usage = openUsage(db);
  await usage.settle(await usage.reserve({ tenantId, ...work, bound }), { tokensIn: 40, source: 'provider' });
  await withTransaction(db, { tenantId }, async tx => {
    const changed = await tx.updateTable('usage_records').set({ credits: 0 }).executeTakeFirst();
    const deleted = await tx.deleteFrom('usage_records').executeTakeFirst();
    expect([changed.numUpdatedRows, deleted.numDeletedRows]).toEqual([0n, 0n]);
  });
  expect(await listRecords(db, { tenantId, limit: 10 })).toHaveLength(1);
});

test('work in steps is billed at its end for all of them, also for those of an attempt that failed', async () => {
  await using store = await openTestStore();
  const { db } = store;
  const tenantId = await createLimitedTenant(db, { credits: 10_000, pages: 10 });
  const subject = createId();
  const price = await openUsage(db).prices.of('fake');
  const step = { tenantId, subject, price, kind: 'document', model: 'fake', leaseMs: 60_000 } as const;
  const inside = (run: Parameters<typeof withTransaction<void>>[2]) => withTransaction(db, { tenantId }, run);
  await inside(tx => holdMore(tx, { ...step, bound: { embeddingTokens: 1_000, pages: 2 } }));
  await inside(tx =>
    measureStep(tx, { tenantId, subject, embeddingTokens: 500, pages: 2, isEstimated: true }),
  );
  await inside(tx => holdMore(tx, { ...step, bound: { embeddingTokens: 1_000, pages: 3 } }));
  await inside(tx => holdOnlyMeasured(tx, { tenantId, subject }));
  expect(await creditsOf(db, tenantId)).toEqual({ limit: 10_000, used: 0, reserved: 70 });
  await inside(tx => releaseSubject(tx, { tenantId, subject }));
  expect(await creditsOf(db, tenantId)).toMatchObject({ used: 0, reserved: 0 });
  await inside(tx => holdMore(tx, { ...step, bound: { embeddingTokens: 1_000, pages: 3 } }));
  await inside(tx =>
    measureStep(tx, { tenantId, subject, embeddingTokens: 700, pages: 3, isEstimated: false }),
  );
  await inside(tx => settleSubject(tx, { tenantId, subject }));
  const records = await listRecords(db, { tenantId, limit: 10 });
  expect(records).toMatchObject([
    { kind: 'document', tokens_in: 1_200, pages: 5, credits: 170, source: 'estimated' },
  ]);
  const tooMuch = inside(tx => holdMore(tx, { ...step, bound: { pages: 6 } }));
  await expect(tooMuch).rejects.toMatchObject({
    code: 'quota-exceeded',
    details: { meter: 'pages', used: 5 },
  });
  expect(await checkBooks(db, tenantId)).toEqual([]);
});
