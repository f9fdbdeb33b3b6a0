import pg from 'pg';
import type { Database } from '../database.ts';

/** PostgreSQL's own thresholds, which decide when autovacuum visits a table. */
const BASE_ROWS = 50;
const CHANGED_SHARE = 0.1;

/**
 * What autovacuum does elsewhere and never does in PGlite: removes dead rows and renews the planner's statistics of
 * the tables that changed enough. One table a statement, so that others get their turn in between.
 * @returns the tables it visited.
 */
export async function vacuumTables(db: Database): Promise<string[]> {
  await db.pool.query('select pg_stat_force_next_flush()');
  const { rows } = await db.pool.query<{ schema: string; table: string }>(
    `select schemaname as schema, relname as table from pg_stat_user_tables
     where greatest(n_dead_tup, n_mod_since_analyze) > $1 + $2::float8 * n_live_tup`,
    [BASE_ROWS, CHANGED_SHARE],
  );
  for (const { schema, table } of rows) {
    await db.pool.query(`vacuum (analyze) ${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table)}`);
  }
  return rows.map(row => row.table);
}
