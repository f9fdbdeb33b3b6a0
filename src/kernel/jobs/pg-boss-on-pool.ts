import type pg from 'pg';
import type { Db } from 'pg-boss';

/** Lets pg-boss speak through our pool or one of its connections, so that both stores and all limits hold for it. */
export function onPool(pool: Pick<pg.Pool, 'query'>): Db {
  return { executeSql: (text, values) => pool.query(text, values) };
}
