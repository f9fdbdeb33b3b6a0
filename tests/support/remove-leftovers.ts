import type pg from 'pg';
import { withClient } from './with-client.ts';

/** Any constant: two runs at once take turns. */
const ADVISORY_LOCK = 7_285_117_101;

/** Drops the databases and roles of one run, or, without a name, of every run whose process is gone. */
export async function removeLeftovers(adminUrl: string, run?: string): Promise<void> {
  await withClient(adminUrl, async admin => {
    // Two runs that start together find the same leftovers; the lock ends with the connection.
    await admin.query(`select pg_advisory_lock(${ADVISORY_LOCK})`);
    const isLeftover = (name: string) => (run ? name.startsWith(run) : isOfDeadRun(name));
    for (const name of await names(admin, 'select datname as name from pg_database', isLeftover)) {
      await admin.query(`drop database if exists ${name} with (force)`);
    }
    for (const name of await names(admin, 'select rolname as name from pg_roles', isLeftover)) {
      await admin.query(`drop role if exists ${name}`);
    }
  });
}

async function names(admin: pg.Client, sql: string, wanted: (name: string) => boolean): Promise<string[]> {
  const { rows } = await admin.query<{ name: string }>(sql);
  return rows.map(row => row.name).filter(wanted);
}

function isOfDeadRun(name: string): boolean {
  const pid = /^quarry_test_(\d+)_/.exec(name)?.[1];
  if (!pid) return false;
  try {
    return !process.kill(Number(pid), 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
