import type pg from 'pg';
import { detachMonth, dropTable, listMonthsBefore } from './queries.ts';
import type { MonthPartition } from './queries.ts';

/** What `dropMonths` would take out of the timeline. As the owner of the database. */
export async function findMonthsBefore(pool: pg.Pool, before: Date): Promise<MonthPartition[]> {
  const client = await pool.connect();
  try {
    return await listMonthsBefore(client, before);
  } finally {
    client.release();
  }
}

/**
 * Takes whole months that end at `before` or earlier out of the timeline of all tenants, as the owner of the database: no
 * row is read. `keep`: the tables stay beside it under their names, to be moved elsewhere. Each month is a transaction.
 */
export async function dropMonths(
  pool: pg.Pool,
  { before, keep }: { before: Date; keep: boolean },
): Promise<MonthPartition[]> {
  const months = await findMonthsBefore(pool, before);
  for (const { name } of months) {
    const client = await pool.connect();
    try {
      await client.query('begin');
      await detachMonth(client, name);
      if (!keep) await dropTable(client, name);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  }
  return months;
}
