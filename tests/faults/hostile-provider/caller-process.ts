import { openDatabase } from '#kernel/db/open-database.ts';
import type { DatabaseConfig } from '#kernel/db/open-database.ts';
import { makeCalls } from './make-calls.ts';
import type { CallResult, CallsOptions } from './make-calls.ts';

/** What a process that calls is told, and what it says at the end. */
export type CallerOrder = Omit<CallsOptions, 'db'> & { database: DatabaseConfig };
export type CallerReport = CallResult[];

process.once('message', (order: CallerOrder) => {
  void work(order);
});
process.send!('ready');

async function work({ database, ...options }: CallerOrder): Promise<void> {
  await using db = await openDatabase(database);
  const report = await makeCalls({ ...options, db });
  process.send!(report);
  process.disconnect();
}
