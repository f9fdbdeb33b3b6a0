import type { RawBuilder } from 'kysely';
import type { Database } from './database.ts';
import { readTogether } from './read-together.ts';
import { repeatOnConflict } from './with-transaction.ts';
import type { TenantScope } from './with-transaction.ts';

type RowsOf<Statements extends RawBuilder<unknown>[]> = {
  [Index in keyof Statements]: Statements[Index] extends RawBuilder<infer Row> ? Row[] : never;
};

/**
 * Statements that are known beforehand and may write, in one transaction of a tenant sent together: all of them have an
 * effect or none. Each is parsed once for a connection; repeated as `withTransaction` would.
 * @throws Overloaded when no connection is free in time.
 */
export async function writeTogether<Statements extends RawBuilder<unknown>[]>(
  db: Database,
  scope: TenantScope,
  statements: [...Statements],
): Promise<RowsOf<Statements>> {
  const settings = { ...plannedAnew, ...scope.settings };
  const readings = statements.map(query => ({ query, prepared: true }));
  const rows = await repeatOnConflict(() => readTogether(db, { ...scope, settings }, readings));
  return rows as RowsOf<Statements>;
}

/** A plan made while a table was small would be kept when it is large: only parsing is done once. */
const plannedAnew = { plan_cache_mode: 'force_custom_plan' };
