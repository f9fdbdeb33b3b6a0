import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AgePage, AgePosition } from '../db/newest-first.ts';
import type { Position } from './cursor.ts';

/** The query string of every list; a room extends it with its filters. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('How many items at most.'),
  cursor: z.string().min(1).max(2000).optional().describe('`next_cursor` of the page before.'),
});

/** The reply of every list. */
export const pageSchema = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullable() });

export interface PageOptions<Row, Item> {
  /** The same limit as the query string's; `rows` was fetched with one more, which tells whether a page follows. */
  limit: number;
  /** The sort key of a row; (created_at, id) unless the list is sorted otherwise. */
  positionOf?: (row: Row) => Position;
  present: (row: Row) => Item;
}

/**
 * Where the page that is asked for begins: the raw sort key of the row before it, or undefined for the first page.
 * @throws InvalidCursor
 */
export function positionOf(request: FastifyRequest): Position | undefined {
  const { cursor } = request.query as { cursor?: string };
  return cursor === undefined ? undefined : request.server.cursors.decodeCursor(scopeOf(request), cursor);
}

/** `positionOf` for lists that are sorted by (created_at, id). */
export function agePositionOf(request: FastifyRequest): AgePosition | undefined {
  const [createdAt, id] = positionOf(request) ?? [];
  return createdAt === undefined ? undefined : { createdAt: new Date(createdAt), id: String(id) };
}

/** What `newestFirst` needs to fetch the page that is asked for. */
export function agePageOf(request: FastifyRequest): AgePage {
  const { limit } = request.query as { limit: number };
  return { limit, after: agePositionOf(request) };
}

/** Cuts `rows`, of which one more than `limit` was fetched, into a page with a signed cursor to the next one. */
export function pageOf<Row, Item>(
  request: FastifyRequest,
  rows: Row[],
  options: PageOptions<Row, Item>,
): { items: Item[]; next_cursor: string | null } {
  const page = rows.slice(0, options.limit);
  const last = page.at(-1);
  const ends = last === undefined || rows.length <= options.limit;
  const position = options.positionOf ?? (agePosition as (row: Row) => Position);
  return {
    items: page.map(options.present),
    next_cursor: ends ? null : request.server.cursors.encodeCursor(scopeOf(request), position(last)),
  };
}

const agePosition = (row: unknown): Position => {
  const { created_at: createdAt, id } = row as { created_at: Date; id: string };
  return [createdAt.toISOString(), id];
};

// A cursor holds for one tenant, one list and one choice of filters; only the page size may change on the way.
function scopeOf(request: FastifyRequest): string {
  const { cursor: _cursor, limit: _limit, ...filters } = request.query as Record<string, unknown>;
  const sorted = Object.entries(filters).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([request.tenantId, request.routeOptions.url, request.params, sorted]);
}
