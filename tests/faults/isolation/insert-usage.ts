import type { Tx } from '#kernel/db/database.ts';
import { createId } from '#kernel/ids.ts';

/** A subscription with its counters, two records, an open hold, and a request that was made with a key. */
export async function insertUsage(
  tx: Tx,
  { tenantId: tenant_id, userId: user_id, marker }: { tenantId: string; userId: string; marker: string },
): Promise<void> {
  const [period_start, period_end] = [monthStart(0), monthStart(1)];
  await tx.insertInto('subscriptions').values({ tenant_id, plan_id: 'local' }).execute();
  await tx
    .insertInto('usage_counters')
    .values(['credits', 'pages'].map(meter => ({ tenant_id, meter, period_start, period_end, used: 14 })))
    .execute();
  const work = { tenant_id, model: marker, period_start, price_model: '*', price_version: 1 };
  const lease_expires_at = new Date('2100-01-01');
  const hold = { ...work, kind: 'document', credits: 0, pages: 0 };
  await tx
    .insertInto('usage_holds')
    .values({ ...hold, id: createId(), lease_expires_at })
    .execute();
  await tx
    .insertInto('usage_records')
    .values(
      [1, 2].map(() => ({
        ...work,
        id: createId(),
        hold_id: createId(),
        kind: 'document',
        credits: 7,
        pages: 7,
        source: 'none',
      })),
    )
    .execute();
  await tx
    .insertInto('idempotency_keys')
    .values({
      tenant_id,
      user_id,
      key: marker,
      fingerprint: Buffer.alloc(32),
      holder: createId(),
      lease_expires_at,
    })
    .execute();
}

const monthStart = (ahead: number): Date => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1));
};
