import { sql } from 'kysely';
import type { SelectQueryBuilder } from 'kysely';

export interface TrashPage {
  limit: number;
  /** The last row of the page before; undefined: the first page. */
  after?: { deletedAt: Date; id: string };
}

/**
 * Only what lies in the trash, by (deleted_at, id), one row more than `limit`.
 * Use: `query.$call(lastDeletedFirst('documents', page))`.
 */
export const lastDeletedFirst =
  (table: string, { limit, after }: TrashPage) =>
  <DB, TB extends keyof DB, Row>(query: SelectQueryBuilder<DB, TB, Row>): SelectQueryBuilder<DB, TB, Row> => {
    const deletedAt = sql.ref(`${table}.deleted_at`);
    const id = sql.ref(`${table}.id`);
    const page = query
      .where(sql<boolean>`${deletedAt} is not null`)
      .orderBy(deletedAt, 'desc')
      .orderBy(id, 'desc')
      .limit(limit + 1);
    if (after === undefined) return page;
    return page.where(
      sql<boolean>`(${deletedAt}, ${id}) < (${after.deletedAt}::timestamptz, ${after.id}::uuid)`,
    );
  };
