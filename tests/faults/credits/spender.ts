import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '#kernel/db/database.ts';
import { openDatabase } from '#kernel/db/open-database.ts';
import type { DatabaseConfig } from '#kernel/db/open-database.ts';
import { openUsage } from '#usage/holds/open-usage.ts';
import type { Hold } from '#usage/holds/hold.ts';
import type { Usage } from '#usage/holds/open-usage.ts';

/** What a spending process is told to do. */
export type SpendOrder =
  /** Calls that all begin at once and keep what they got. */
  | { kind: 'rush'; tenantId: string; calls: number }
  /** Calls one after the other in several lines, each settled, until it is killed. */
  | { kind: 'work'; tenantId: string; lines: number; leaseMs: number };

export type SpendReport =
  | { kind: 'rushed'; granted: number; errors: string[] }
  | { kind: 'settled'; holdId: string };

/** One call may cost 100 micro-credits. */
export const CALL = { kind: 'answer', model: 'fake', bound: { tokensIn: 100 } } as const;
export const CALL_CREDITS = 100;

/** Undefined: there was no room. */
export async function tryReserve(
  usage: Usage,
  tenantId: string,
  leaseMs = 60_000,
): Promise<Hold | undefined> {
  return usage.reserve({ tenantId, ...CALL, leaseMs }).catch((error: { code?: string }) => {
    if (error.code === 'quota-exceeded') return undefined;
    throw error;
  });
}

export async function rush(db: Database, { tenantId, calls }: { tenantId: string; calls: number }) {
  const usage = openUsage(db);
  const errors: string[] = [];
  const holds = await Promise.all(
    Array.from({ length: calls }, () =>
      tryReserve(usage, tenantId).catch((error: Error) => void errors.push(error.message)),
    ),
  );
  return { granted: holds.filter(hold => hold !== undefined).length, errors };
}

async function work(
  db: Database,
  order: Extract<SpendOrder, { kind: 'work' }>,
  acknowledge: (holdId: string) => void,
): Promise<void> {
  const usage = openUsage(db);
  const line = async (): Promise<never> => {
    for (;;) {
      const hold = await tryReserve(usage, order.tenantId, order.leaseMs);
      await delay(1);
      if (hold && (await usage.settle(hold, { tokensIn: 7, source: 'provider' }))) acknowledge(hold.id);
    }
  };
  await Promise.all(Array.from({ length: order.lines }, line));
}

/** The body of a forked process: one order after the other. */
export function serveOrders(): void {
  let db: Database | undefined;
  const report = (message: SpendReport): void => void process.send!(message);
  const serve = async (message: { database: DatabaseConfig } | SpendOrder): Promise<void> => {
    if ('database' in message) {
      db = await openDatabase(message.database);
      process.send!('ready');
    } else if (message.kind === 'rush') {
      report({ kind: 'rushed', ...(await rush(db!, message)) });
    } else await work(db!, message, holdId => report({ kind: 'settled', holdId }));
  };
  process.on('message', message => void serve(message as SpendOrder));
}
