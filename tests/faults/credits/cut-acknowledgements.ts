import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '#kernel/db/database.ts';
import { openDatabase } from '#kernel/db/open-database.ts';
import type { DatabaseConfig } from '#kernel/db/open-database.ts';
import { openUsage } from '#usage/holds/open-usage.ts';
import type { Hold } from '#usage/holds/hold.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import { startCommitCutter } from './cut-commits.ts';
import { tryReserve } from './spender.ts';

const LINES = 20;
const CALLS = 10;
const LEASE_MS = 500;
const CUT_SHARE = 0.2;

/**
 * Calls reserve and settle while every fifth commit loses its answer: the caller cannot know whether what it sent took
 * effect. It settles again until it hears; what it never heard of is left to the sweep.
 */
export async function cutAcknowledgements(options: {
  db: Database;
  tenantId: string;
  database: DatabaseConfig;
  random: () => number;
}): Promise<{ settled: string[]; cuts: number }> {
  const { tenantId, database, random } = options;
  await using cutter = await startCommitCutter(database.url!, { share: CUT_SHARE, random });
  await using cut = await openDatabase({ ...database, url: cutter.url });
  const usage = openUsage(cut);
  const settled: string[] = [];
  await Promise.all(Array.from({ length: LINES }, () => workLine(usage, tenantId, settled)));
  await delay(LEASE_MS);
  await openUsage(options.db).sweep();
  return { settled, cuts: cutter.cuts };
}

async function workLine(usage: Usage, tenantId: string, settled: string[]): Promise<void> {
  for (let call = 0; call < CALLS; call++) {
    const hold = await tryReserve(usage, tenantId, LEASE_MS).catch(() => undefined);
    if (hold !== undefined) await settleUntilHeard(usage, hold, settled);
  }
}

/** False on a repetition means that an earlier attempt, whose answer was cut off, or the sweep was first. */
async function settleUntilHeard(usage: Usage, hold: Hold, settled: string[]): Promise<void> {
  for (;;) {
    const done = await usage.settle(hold, { tokensIn: 7, source: 'provider' }).catch(() => undefined);
    if (done === true) settled.push(hold.id);
    if (done !== undefined) return;
  }
}
