import { sql } from 'kysely';
import type { SelectQueryBuilder } from 'kysely';

/** The sort key of the row before a page, where lists are sorted by age. */
export interface AgePosition {
  createdAt: Date;
  id: string;
}

export interface AgePage {
  limit: number;
  /** Undefined: the first page. */
  after?: AgePosition;
}

/**
 * Keyset paging by (created_at, id), newest first: rows that come or go while someone pages shift nothing.
 * Fetches one row more than `limit`, which tells whether a page follows. Use: `query.$call(newestFirst('chunks', page))`.
 */
export const newestFirst =
  (table: string, { limit, after }: AgePage) =>
  <DB, TB extends keyof DB, Row>(query: SelectQueryBuilder<DB, TB, Row>): SelectQueryBuilder<DB, TB, Row> => {
    const createdAt = sql.ref(`${table}.created_at`);
    const id = sql.ref(`${table}.id`);
    const page = query
      .orderBy(createdAt, 'desc')
      .orderBy(id, 'desc')
      .limit(limit + 1);
    if (after === undefined) return page;
    return page.where(
      sql<boolean>`(${createdAt}, ${id}) < (${after.createdAt}::timestamptz, ${after.id}::uuid)`,
    );
  };
