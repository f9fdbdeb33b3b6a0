import pg from 'pg';

/** Whether a migration is to run beside readers and writers, which a transaction around all of it would not allow. */
export const isOnline = (sql: string): boolean => sql.startsWith('-- @online');

/** The statements of a file without functions or quoted semicolons; each ends with a semicolon at the end of its line. */
export const splitStatements = (sql: string): string[] =>
  sql
    .replace(/^\s*--.*$/gm, '')
    .split(/;[ \t]*(?:\n|$)/)
    .map(statement => statement.trim())
    .filter(statement => statement !== '');

/**
 * Runs each statement in a transaction of its own; every one must be such that it may be repeated (`if not exists`).
 * An index that an earlier try left half-made is dropped first, or `if not exists` would take it for the whole one.
 */
export async function runOnline(
  client: pg.PoolClient,
  { name, sql }: { name: string; sql: string },
): Promise<void> {
  for (const statement of splitStatements(sql)) {
    try {
      await dropHalfMade(client, statement);
      await client.query(statement);
    } catch (error) {
      throw new Error(`migration ${name} stopped and can be run again: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }
}

async function dropHalfMade(client: pg.PoolClient, statement: string): Promise<void> {
  const index = /^create (?:unique )?index concurrently if not exists (?<name>\w+)/i.exec(statement)?.groups![
    'name'
  ];
  if (index === undefined) return;
  const { rowCount } = await client.query(
    'select from pg_index where indexrelid = to_regclass($1) and not indisvalid',
    [index],
  );
  if (rowCount) await client.query(`drop index concurrently ${pg.escapeIdentifier(index)}`);
}
