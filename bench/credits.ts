import { createTenant } from '#auth/tenants/create-tenant.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createId } from '#kernel/ids.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';
import { preparePostgres } from '#tests/support/prepare-postgres.ts';
import { withClient } from '#tests/support/with-client.ts';
import { createLimitedTenant } from '#tests/support/create-limited-tenant.ts';
import { grantOrCreate } from '#usage/holds/reserve-holds.ts';
import { FoldedRequests } from '#usage/holds/fold-requests.ts';
import { openUsage } from '#usage/holds/open-usage.ts';
import { summarizeUsage } from '#usage/records/summarize-usage.ts';

/** What metering costs: reserve and settle, and grants on one hot counter beside bare conditional updates. */
const SECONDS = 2;
const ROUNDS = 3;
const MOST = 1_000_000_000;
/** What must be reached: pairs a second, and how much folding beats one update after another. */
const BAR = { oneTenant: 300, manyTenants: 1_000, folded: 10 };

await using _postgres = await preparePostgres();
await using store = await openTestStore({ store: 'postgres', maxConnections: 50 });
const { db } = store;

const hot = await compareOnHotRow();
const { bare, folded } = hot;
console.log(`one hot row, 50 clients, bare conditional updates: ${bare.toFixed(0)}/s`);
console.log(
  `one hot row, 50 clients, folded grants: ${folded.toFixed(0)}/s, ${(folded / bare).toFixed(1)} ×, ${hot.isExact ? 'reserved as much as granted' : 'RESERVED ANOTHER AMOUNT THAN GRANTED'}`,
);
const best = new Map<number, number>();
for (const [tenants, clients] of [
  [1, 1],
  [1, 50],
  [100, 1],
  [100, 4],
] as const) {
  const pairs = await measurePairs(db, { tenants, clients });
  best.set(tenants, Math.max(best.get(tenants) ?? 0, pairs));
  const ratio = (pairs / bare).toFixed(2);
  console.log(
    `reserve + settle, ${tenants} tenants × ${clients} clients:  ${pairs.toFixed(0)} pairs/s, ${ratio} × bare updates`,
  );
}
const [one, many] = [best.get(1)!, best.get(100)!];
const holds = hot.isExact && folded / bare >= BAR.folded && one >= BAR.oneTenant && many >= BAR.manyTenants;
if (!holds) process.exitCode = 1;
console.log(
  `credits: folded ${(folded / bare).toFixed(1)} × plain updates, ${one.toFixed(0)} pairs/s for one tenant and ${many.toFixed(0)} over 100 (bars ${BAR.folded}, ${BAR.oneTenant}, ${BAR.manyTenants}: ${holds ? 'held' : 'missed'})`,
);

/** As often as it can be done by so many at once. */
async function perSecond(clients: number, once: (client: number) => Promise<unknown>): Promise<number> {
  const end = performance.now() + SECONDS * 1000;
  let done = 0;
  const startedMs = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      while (performance.now() < end) {
        await once(client);
        done += 1;
      }
    }),
  );
  return (done * 1000) / (performance.now() - startedMs);
}

async function newTenant(db: Database): Promise<string> {
  const tenantId = createId();
  await createTenant(db, { tenantId, name: 'bench', owner: { email: `${tenantId}@example.test`, name: '' } });
  await withTransaction(db, { tenantId }, tx =>
    grantOrCreate(tx, { tenantId, meter: 'credits', totals: [0] }),
  );
  return tenantId;
}

/** In turns, because the machine may be busy with other things; both guard a limit. */
async function compareOnHotRow(): Promise<{ bare: number; folded: number; isExact: boolean }> {
  const update = await prepareBare();
  const grantOne = await prepareFolded();
  const rates = { bare: 0, folded: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    rates.bare += (await perSecond(50, update)) / ROUNDS;
    rates.folded += (await perSecond(50, grantOne.once)) / ROUNDS;
  }
  return { ...rates, isExact: await grantOne.isExact() };
}

/** The plainest thing that cannot go over a limit: one statement that commits by itself, on a table without policies. */
async function prepareBare(): Promise<() => Promise<unknown>> {
  await withClient(store.adminUrl!, async admin => {
    await admin.query(
      `create table bare (id int primary key, used bigint, most bigint) with (fillfactor = 50);
       insert into bare values (1, 0, ${MOST}); grant select, update on bare to public`,
    );
  });
  return () => db.pool.query('update bare set used = used + 1 where id = 1 and used + $1 <= most', [1]);
}

/** Asks for one more each time. */
async function prepareFolded() {
  const tenantId = await createLimitedTenant(db, { credits: MOST });
  const folded = new FoldedRequests((key, items: number[]) =>
    withTransaction(db, { tenantId: key }, async tx => {
      let total = 0;
      const totals = items.map(item => (total += item));
      const { granted } = await grantOrCreate(tx, { tenantId: key, meter: 'credits', totals });
      return items.map((_, at) => at < granted);
    }),
  );
  let granted = 0;
  return {
    once: async () => {
      const isGranted = await folded.add(tenantId, 1);
      if (isGranted) granted += 1;
    },
    /** Whether as much is reserved as was granted. */
    isExact: async () => {
      const { meters } = await summarizeUsage(db, tenantId);
      return meters.some(each => each.meter === 'credits' && each.reserved === granted);
    },
  };
}

async function measurePairs(db: Database, size: { tenants: number; clients: number }): Promise<number> {
  const usage = openUsage(db);
  const tenantIds = await Promise.all(Array.from({ length: size.tenants }, () => newTenant(db)));
  return perSecond(size.tenants * size.clients, async client => {
    const tenantId = tenantIds[client % size.tenants]!;
    const bound = { tokensIn: 1000, tokensOut: 1000 };
    const hold = await usage.reserve({ tenantId, kind: 'answer', model: 'fake', bound, leaseMs: 60_000 });
    await usage.settle(hold, { tokensIn: 10, tokensOut: 20, source: 'provider' });
  });
}
