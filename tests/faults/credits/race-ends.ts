import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '#kernel/db/database.ts';
import { openUsage } from '#usage/holds/open-usage.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import type { Hold } from '#usage/holds/hold.ts';
import { tryReserve } from './spender.ts';

const HOLDS = 40;
/** Within this time all of it happens. */
const SPREAD_MS = 60;

/** Every hold is settled twice, released and swept in the same moment, by two processes' worth of callers. */
export async function raceEnds(
  db: Database,
  { tenantId, random }: { tenantId: string; random: () => number },
): Promise<{ settled: string[]; breaches: string[] }> {
  const [here, there] = [openUsage(db), openUsage(db)];
  const leaseOf = (): number => (random() < 0.5 ? -1 : 60_000);
  const holds = await Promise.all(Array.from({ length: HOLDS }, () => tryReserve(here, tenantId, leaseOf())));
  const settled: string[] = [];
  const breaches: string[] = [];
  await Promise.all([
    ...holds.map(async hold => {
      const wins = await endSeveralWays(hold!, here, there, random);
      if (wins > 1) breaches.push(`a hold was settled ${wins} times`);
      if (wins > 0) settled.push(hold!.id);
    }),
    delay(random() * SPREAD_MS).then(() => here.sweep()),
    delay(random() * SPREAD_MS).then(() => there.sweep()),
  ]);
  await here.sweep();
  return { settled, breaches };
}

async function endSeveralWays(hold: Hold, here: Usage, there: Usage, random: () => number): Promise<number> {
  const settle = (usage: Usage) => usage.settle(hold, { tokensIn: 11, source: 'provider' });
  const ways = [() => settle(here), () => settle(there), () => here.release(hold)];
  const shuffled = ways.map(way => ({ way, at: random() }));
  const outcomes = await Promise.all(
    shuffled.map(async ({ way, at }) => {
      await delay(at * SPREAD_MS);
      return way();
    }),
  );
  return outcomes.filter(outcome => outcome === true).length;
}
