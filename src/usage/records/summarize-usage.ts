import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { MeterState } from '../holds/meter.ts';
import { createCounters, listCounters } from '../holds/counters/queries.ts';
import { DEFAULT_PLAN } from '../plans/default-plan.ts';
import { sumRecords } from './queries.ts';
import type { KindSum } from './queries.ts';

export interface UsageSummary {
  meters: MeterState[];
  /** By kind and model. */
  kinds: KindSum[];
}

/** How a tenant stands in its current period. */
export function summarizeUsage(db: Database, tenantId: string): Promise<UsageSummary> {
  return withTransaction(db, { tenantId }, async tx => {
    const meters = await readCounters();
    return { meters, kinds: await sumRecords(tx, { tenantId, periodStart: meters[0]!.periodStart }) };

    async function readCounters(): Promise<MeterState[]> {
      const found = await listCounters(tx, tenantId);
      if (found.length > 0) return found;
      await createCounters(tx, tenantId, DEFAULT_PLAN);
      return listCounters(tx, tenantId);
    }
  });
}
