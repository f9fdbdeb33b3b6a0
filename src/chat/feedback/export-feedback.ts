import type { Database } from '#kernel/db/database.ts';
import { presentJudged } from './feedback-schema.ts';
import { listFeedback } from './list-feedback.ts';

const PAGE = 100;

/** All judged answers of a tenant as JSON Lines, newest first, page by page: what an evaluation needs of each. */
export async function* exportFeedback(db: Database, tenantId: string): AsyncGenerator<string> {
  let after: { createdAt: Date; id: string } | undefined;
  for (;;) {
    const rows = await listFeedback(db, { tenantId, limit: PAGE, after });
    for (const row of rows.slice(0, PAGE)) yield `${JSON.stringify(presentJudged(row))}\n`;
    const last = rows[PAGE - 1];
    if (last === undefined || rows.length <= PAGE) return;
    after = { createdAt: last.created_at, id: last.id };
  }
}
