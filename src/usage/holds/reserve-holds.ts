import type { Tx } from '#kernel/db/database.ts';
import { DEFAULT_PLAN } from '../plans/default-plan.ts';
import { createCounters, grant, moveCounter } from './counters/queries.ts';
import { AGAIN } from './fold-requests.ts';
import { meters } from './meter.ts';
import type { Amounts, Meter, MeterState } from './meter.ts';
import { insertHolds } from './queries.ts';
import type { NewHold } from './queries.ts';
import { QuotaExceeded } from './quota-exceeded.ts';

/** Reserved: whether any limit applies. */
export type ReserveResult = { limited: boolean } | QuotaExceeded | typeof AGAIN;

/**
 * Takes what the requests ask for from the tenant's counters, in one transaction for all of them: the first ones that
 * there is room for are granted, those that are larger than the rest are refused, the others come again.
 * @NOTE Counters before holds here, holds before counters where they end: the holds inserted here are nobody else's yet.
 */
export async function reserveHolds(
  tx: Tx,
  { tenantId, requests }: { tenantId: string; requests: NewHold[] },
): Promise<ReserveResult[]> {
  const states = await grantAll(tx, tenantId, requests);
  const count = Math.min(...states.map(state => state.granted));
  const granted = requests.slice(0, count);
  const left = await giveBack(tx, { tenantId, requests, count, states });
  if (count > 0) await insertHolds(tx, { tenantId, periodStart: states[0]!.periodStart, holds: granted });
  return judgeRequests(requests, count, left);
}

/** The first `count` were granted; `left` is how the meters stand now. */
export function judgeRequests(requests: Amounts[], count: number, left: MeterState[]): ReserveResult[] {
  const limited = left.some(state => state.limit !== null);
  return requests.map((request, at) => (at < count ? { limited } : refusal(request, left)));
}

type Granted = MeterState & { granted: number };

/** Counters are always locked in this order. A meter that none of the requests needs is left alone. */
async function grantAll(tx: Tx, tenantId: string, requests: NewHold[]): Promise<Granted[]> {
  const states: Granted[] = [];
  for (const meter of meters) {
    if (meter !== 'credits' && requests.every(request => request[meter] === 0)) continue;
    const totals = runningTotals(requests, meter);
    states.push(await grantOrCreate(tx, { tenantId, meter, totals }));
  }
  return states;
}

export async function grantOrCreate(
  tx: Tx,
  wanted: { tenantId: string; meter: Meter; totals: number[] },
): Promise<Granted> {
  const state = await grant(tx, wanted);
  if (state !== undefined) return state;
  await createCounters(tx, wanted.tenantId, DEFAULT_PLAN);
  return (await grant(tx, wanted)) ?? missingCounter(wanted.tenantId);
}

/** What one meter granted and another did not; the states after it. */
async function giveBack(
  tx: Tx,
  options: { tenantId: string; requests: NewHold[]; count: number; states: Granted[] },
): Promise<MeterState[]> {
  const { tenantId, requests, count } = options;
  const left: MeterState[] = [];
  for (const { granted, ...state } of options.states) {
    const { meter, periodStart } = state;
    const totals = [0, ...runningTotals(requests, meter)];
    const surplus = totals[granted]! - totals[count]!;
    await moveCounter(tx, { tenantId, meter, periodStart, used: 0, held: surplus });
    left.push({ ...state, reserved: state.reserved - surplus });
  }
  return left;
}

function refusal(request: Amounts, left: MeterState[]): QuotaExceeded | typeof AGAIN {
  const short = left.find(
    state => state.limit !== null && state.used + state.reserved + request[state.meter] > state.limit,
  );
  return short ? new QuotaExceeded(short) : AGAIN;
}

function runningTotals(requests: Amounts[], meter: Meter): number[] {
  let total = 0;
  return requests.map(request => (total += request[meter]));
}

function missingCounter(tenantId: string): never {
  throw new Error(`tenant ${tenantId} has no counters although they were just made`);
}
