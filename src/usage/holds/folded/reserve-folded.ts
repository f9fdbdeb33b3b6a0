import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { TenantScope } from '#kernel/db/with-transaction.ts';
import { writeTogether } from '#kernel/db/write-together.ts';
import { asState } from '../counters/queries.ts';
import type { NewHold } from '../queries.ts';
import { judgeRequests, reserveHolds } from '../reserve-holds.ts';
import type { ReserveResult } from '../reserve-holds.ts';
import { grantHolds } from './queries.ts';

/** `reserveHolds` in one round trip, where the only meter is credits and its counter is there. */
export async function reserveFolded(
  db: Database,
  scope: TenantScope,
  requests: NewHold[],
): Promise<ReserveResult[]> {
  const { tenantId } = scope;
  const granted = requests.every(request => request.pages === 0)
    ? (await writeTogether(db, scope, [grantHolds(tenantId, requests)]))[0][0]
    : undefined;
  if (granted === undefined)
    return withTransaction(db, scope, tx => reserveHolds(tx, { tenantId, requests }));
  return judgeRequests(requests, granted.granted, [asState(granted)]);
}
