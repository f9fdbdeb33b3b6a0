import type { Tx } from '#kernel/db/database.ts';
import { createId } from '#kernel/ids.ts';
import { costOf } from '../prices/price.ts';
import type { Price, Quantities } from '../prices/price.ts';
import { findPriceVersion } from '../prices/queries.ts';
import { moveCounter } from './counters/queries.ts';
import { releaseAll, settleAll } from './end-holds.ts';
import type { Used, Work } from './hold.ts';
import { meters } from './meter.ts';
import type { Amounts } from './meter.ts';
import { settlementOf } from './open-usage.ts';
import { addMeasured, growHold, lockHoldOfSubject, takeUnbilled } from './queries.ts';
import type { HoldRow } from './queries.ts';
import { QuotaExceeded } from './quota-exceeded.ts';
import { grantOrCreate, reserveHolds } from './reserve-holds.ts';

/** Work whose hold is found by the run or document it is for, in transactions of the room that does it. */
export interface Subject {
  tenantId: string;
  subject: string;
}

/**
 * Takes what the next step may use at most; the first one opens the hold. What earlier holds of the same work measured
 * and were not billed for, because it failed or paused too long, is this one's from then on.
 * @throws QuotaExceeded
 */
export async function holdMore(
  tx: Tx,
  more: Work & Subject & { price: Price; bound: Quantities; leaseMs: number },
): Promise<void> {
  const { tenantId, bound, leaseMs } = more;
  const hold = await lockHoldOfSubject(tx, more);
  if (hold === undefined) return openHold(tx, more);
  if (hold.period_over) {
    await releaseAll(tx, { tenantId, holdIds: [hold.id] });
    return openHold(tx, more);
  }
  const price = await priceOf(tx, hold);
  const amounts = amountsOf(price, bound);
  for (const meter of meters) await takeMore(tx, tenantId, meter, amounts[meter]);
  await growHold(tx, { tenantId, holdId: hold.id, leaseMs, ...amounts });
}

async function openHold(tx: Tx, more: Parameters<typeof holdMore>[1]): Promise<void> {
  const { bound, ...work } = more;
  const { tenantId, subject, price } = work;
  const before = await takeUnbilled(tx, work);
  const [now, earlier] = [amountsOf(price, bound), amountsOf(price, quantitiesOf(before))];
  const amounts = { credits: now.credits + earlier.credits, pages: now.pages + earlier.pages };
  const [result] = await reserveHolds(tx, { tenantId, requests: [{ ...work, ...amounts, id: createId() }] });
  if (result instanceof QuotaExceeded) throw result;
  if (before.tokens > 0 || before.pages > 0) await addMeasured(tx, { tenantId, subject, ...before });
}

async function takeMore(
  tx: Tx,
  tenantId: string,
  meter: (typeof meters)[number],
  amount: number,
): Promise<void> {
  if (amount === 0) return;
  const state = await grantOrCreate(tx, { tenantId, meter, totals: [amount] });
  if (state.granted === 0) throw new QuotaExceeded(state);
}

/** Notes what a step really used; nothing where nothing is held. */
export async function measureStep(
  tx: Tx,
  step: Subject & { embeddingTokens: number; pages: number; isEstimated: boolean },
): Promise<void> {
  await addMeasured(tx, { ...step, tokens: step.embeddingTokens });
}

/** Gives back what was taken for steps that were never measured: those of an attempt that broke off. */
export async function holdOnlyMeasured(tx: Tx, subject: Subject): Promise<void> {
  const hold = await lockHoldOfSubject(tx, subject);
  if (hold === undefined) return;
  const measured = amountsOf(await priceOf(tx, hold), quantitiesOfHold(hold));
  const surplus = { credits: hold.credits - measured.credits, pages: hold.pages - measured.pages };
  const { tenantId } = subject;
  for (const meter of meters) {
    const held = surplus[meter];
    await moveCounter(tx, { tenantId, meter, periodStart: hold.period_start, used: 0, held });
  }
  const less = { credits: -surplus.credits, pages: -surplus.pages };
  await growHold(tx, { tenantId, holdId: hold.id, leaseMs: STEP_LEASE_MS, ...less });
}

/** Longer than any pause between two steps or attempts. */
export const STEP_LEASE_MS = 3_600_000;

/**
 * Bills for what was used, or else for what the steps measured, in the transaction that makes the work visible; nothing
 * where nothing is held. Call it last: it locks the counters.
 */
export async function settleSubject(
  tx: Tx,
  subject: Subject,
  used?: Used | (() => Promise<Used>),
): Promise<void> {
  const hold = await lockHoldOfSubject(tx, subject);
  if (hold === undefined) return;
  const price = await priceOf(tx, hold);
  const bill = (typeof used === 'function' ? await used() : used) ?? measuredBy(hold);
  const settlements = [settlementOf({ id: hold.id, price }, bill)];
  await settleAll(tx, { tenantId: subject.tenantId, settlements });
}

/** Gives everything back: the work failed or was called off, and costs nothing. */
export async function releaseSubject(tx: Tx, subject: Subject): Promise<void> {
  const hold = await lockHoldOfSubject(tx, subject);
  if (hold !== undefined) await releaseAll(tx, { tenantId: subject.tenantId, holdIds: [hold.id] });
}

const priceOf = (tx: Tx, hold: HoldRow): Promise<Price> =>
  findPriceVersion(tx, { model: hold.price_model, version: hold.price_version });

const amountsOf = (price: Price, bound: Quantities): Amounts => ({
  credits: costOf(price, bound),
  pages: bound.pages ?? 0,
});

const measuredBy = (hold: HoldRow): Used => ({
  ...quantitiesOfHold(hold),
  source: hold.measured_tokens === 0 ? 'none' : hold.measured_estimated ? 'estimated' : 'provider',
});

const quantitiesOf = ({ tokens, pages }: { tokens: number; pages: number }): Quantities => ({
  embeddingTokens: tokens,
  pages,
});

const quantitiesOfHold = (hold: HoldRow): Quantities =>
  quantitiesOf({ tokens: hold.measured_tokens, pages: hold.measured_pages });
