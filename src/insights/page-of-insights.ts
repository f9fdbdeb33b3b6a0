import type { FastifyRequest } from 'fastify';
import type { Tx } from '#kernel/db/database.ts';
import { pageOf } from '#kernel/http/page.ts';
import type { InsightView } from './insight-schema.ts';
import { viewInsights } from './read-insight.ts';
import type { InsightRow } from './queries.ts';

/** A page of rows, sorted by age, as they are shown. */
export async function pageOfInsights(
  request: FastifyRequest,
  { tx, tenantId, rows, limit }: { tx: Tx; tenantId: string; rows: InsightRow[]; limit: number },
): Promise<{ items: InsightView[]; next_cursor: string | null }> {
  const views = await viewInsights(tx, tenantId, rows.slice(0, limit));
  const byId = new Map(views.map(view => [view.id, view]));
  return pageOf(request, rows, { limit, present: row => byId.get(row.id)! });
}
