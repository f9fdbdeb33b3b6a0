import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { writeTogether } from '#kernel/db/write-together.ts';
import { createId } from '#kernel/ids.ts';
import { costOf } from '../prices/price.ts';
import type { Quantities } from '../prices/price.ts';
import { PriceList } from '../prices/price-list.ts';
import { releaseAll } from './end-holds.ts';
import { settleTogether } from './folded/queries.ts';
import { reserveFolded } from './folded/reserve-folded.ts';
import { FoldedRequests } from './fold-requests.ts';
import type { Hold, Used, Work } from './hold.ts';
import { noteBilled } from './measure-usage.ts';
import type { NewHold, Settlement } from './queries.ts';
import { QuotaExceeded } from './quota-exceeded.ts';
import { assertRoom } from './assert-room.ts';
import { sweepHolds } from './sweep-holds.ts';

export interface ReserveOptions extends Work {
  /** What it may use at most. */
  bound: Quantities;
  /** After this the hold is given back: longer than the work may take. */
  leaseMs: number;
  /**
   * The caller commits something of its own before the work begins: that makes the hold durable too, as the log is
   * written in order, and the hold itself need not wait for the disk.
   */
  isFollowed?: boolean;
}

/**
 * The tenants' credits, for the work of this process. Requests that wait for one tenant's counter are folded into one
 * transaction.
 */
export interface Usage {
  readonly prices: PriceList;
  /** Takes an upper bound before the work begins. @throws QuotaExceeded: then do not begin. */
  reserve(options: ReserveOptions): Promise<Hold>;
  /** Bills what was used and gives back the rest; false when the hold had ended already. Repeating it bills nothing. */
  settle(hold: Hold, used: Used): Promise<boolean>;
  /** Gives back everything. Repeating it does nothing. */
  release(hold: Hold): Promise<void>;
  /** For work whose size is not known yet. @throws QuotaExceeded when nothing at all is left. */
  assertRoom(tenantId: string): Promise<void>;
  /** Gives back what expired holds of all tenants still hold; returns how many there were. */
  sweep(): Promise<number>;
}

export function openUsage(db: Database): Usage {
  const prices = new PriceList(db);
  const reserving = new FoldedRequests((tenantId, requests: (NewHold & { isFollowed: boolean })[]) => {
    const settings = requests.every(each => each.isFollowed) ? { synchronous_commit: 'off' } : undefined;
    return reserveFolded(db, { tenantId, settings }, requests);
  });
  const settling = new FoldedRequests(async (tenantId, settlements: Settlement[]) => {
    const [settled] = await writeTogether(db, { tenantId }, [settleTogether(tenantId, settlements)]);
    const ids = new Set(settled.map(each => each.id));
    noteBilled(settlements.filter(each => ids.has(each.holdId)));
    return settlements.map(({ holdId }) => ids.has(holdId));
  });
  return {
    prices,
    async reserve({ bound, isFollowed = false, ...work }) {
      const { tenantId } = work;
      const price = await prices.of(work.model);
      const amounts = { credits: costOf(price, bound), pages: bound.pages ?? 0 };
      const hold = { ...work, ...amounts, id: createId(), price, isFollowed };
      const result = await reserving.add(tenantId, hold);
      if (result instanceof QuotaExceeded) throw result;
      return { tenantId, id: hold.id, price, limited: result.limited };
    },
    settle: (hold, used) => settling.add(hold.tenantId, settlementOf(hold, used)),
    async release({ tenantId, id }) {
      await withTransaction(db, { tenantId }, tx => releaseAll(tx, { tenantId, holdIds: [id] }));
    },
    assertRoom: tenantId => assertRoom(db, tenantId),
    sweep: () => sweepHolds(db),
  };
}

/** Bills in the caller's transaction; false when the hold had ended already. Call it last: it locks the counters. */
export function settlementOf(hold: Pick<Hold, 'id' | 'price'>, used: Used): Settlement {
  return { holdId: hold.id, recordId: createId(), credits: costOf(hold.price, used), used };
}
