import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '#kernel/db/database.ts';
import type { DatabaseConfig } from '#kernel/db/open-database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { openUsage } from '#usage/holds/open-usage.ts';
import { kill, startSpenders } from './spender-processes.ts';
import type { SpendReport } from './spender.ts';

const LEASE_MS = 700;
const SETTLED_FIRST = 30;

/** Two processes work and die by `kill -9` with holds open; another one sweeps. */
export async function killSpenders(
  db: Database,
  options: { tenantId: string; database: DatabaseConfig; random: () => number; without?: string },
): Promise<{ settled: string[]; orphans: number }> {
  const { tenantId } = options;
  const settled: string[] = [];
  await using spenders = await startSpenders(options.database, 2);
  const enough = Promise.withResolvers<void>();
  for (const child of spenders.processes) {
    child.on('message', (message: SpendReport) => {
      if (message.kind === 'settled') settled.push(message.holdId);
      if (settled.length >= SETTLED_FIRST) enough.resolve();
    });
    child.send({ kind: 'work', tenantId, lines: 10, leaseMs: LEASE_MS });
  }
  await enough.promise;
  await delay(options.random() * 50);
  await Promise.all(spenders.processes.map(kill));
  const orphans = await countHolds(db, tenantId);
  await delay(LEASE_MS + 100);
  if (options.without !== 'sweep') await openUsage(db).sweep();
  return { settled, orphans };
}

async function countHolds(db: Database, tenantId: string): Promise<number> {
  const held = await withTransaction(db, { tenantId }, tx =>
    tx.selectFrom('usage_holds').select('id').where('state', '=', 'held').execute(),
  );
  return held.length;
}
