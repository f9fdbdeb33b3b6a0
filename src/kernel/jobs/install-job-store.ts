import type pg from 'pg';
import { PgBoss } from 'pg-boss';
import { onPool } from './pg-boss-on-pool.ts';

/** Any constant: two installers at once take turns. */
const ADVISORY_LOCK = 7_285_117_002;

/** A group's waiting jobs, for turns that are fair, and its dead letters. */
const INDEXES = `
  create index if not exists job_lines on pgboss.job (name, group_id, priority)
    where state < 'active' and group_id is not null;
  create index if not exists job_letters on pgboss.job (group_id, source_id)
    where source_id is not null;`;

const GRANTS = `
  grant usage on schema pgboss to quarry_app;
  grant select, insert, update, delete on all tables in schema pgboss to quarry_app;
  grant usage, select on all sequences in schema pgboss to quarry_app;
  grant execute on all functions in schema pgboss to quarry_app;`;

/**
 * Installs or upgrades the job store's own schema; needs the owner's connection, after `migrateDatabase`.
 * At run time nobody else may or needs to. Safe to call again and from several processes at once.
 */
export async function installJobStore(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query(`select pg_advisory_lock(${ADVISORY_LOCK})`);
    await client.query('set statement_timeout = 0; set lock_timeout = 0');
    const boss = new PgBoss({
      db: onPool(client),
      supervise: false,
      schedule: false,
      registerInstance: false,
      bamIntervalSeconds: 3600,
    });
    await boss.start();
    await boss.stop({ graceful: false });
    await client.query(INDEXES);
    await client.query(GRANTS);
  } finally {
    // Destroying the connection gives back the lock and the settings, whatever state it is in.
    client.release(true);
  }
}
