import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { positionOf } from '#kernel/http/page.ts';
import type { TrashPage } from './last-deleted-first.ts';
import { TRASH_DAYS } from './trash-days.ts';

const DAY_MS = 86_400_000;

/** What everything in the trash says beside what it is. */
export const deletedFields = {
  deleted_at: z.string(),
  removed_at: z.string().describe('When it goes for good, unless it is restored before.'),
};

export const presentDeletion = (deletedAt: Date) => ({
  deleted_at: deletedAt.toISOString(),
  removed_at: new Date(deletedAt.getTime() + TRASH_DAYS * DAY_MS).toISOString(),
});

/** What `lastDeletedFirst` needs to fetch the page that is asked for. @throws InvalidCursor */
export function trashPageOf(request: FastifyRequest): TrashPage {
  const { limit } = request.query as { limit: number };
  const [deletedAt, id] = positionOf(request) ?? [];
  return {
    limit,
    after: deletedAt === undefined ? undefined : { deletedAt: new Date(deletedAt), id: String(id) },
  };
}

/** The sort key of a row of the trash. */
export const trashPositionOf = (row: { id: string; deleted_at: Date | null }): [string, string] => [
  row.deleted_at!.toISOString(),
  row.id,
];
