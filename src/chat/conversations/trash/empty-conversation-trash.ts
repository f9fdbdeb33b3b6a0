import type { Database } from '#kernel/db/database.ts';
import { emptyTrash } from '#kernel/trash/empty-trash.ts';
import { removeRows } from './queries.ts';

/** Maintenance: removes conversations for good whose days in the trash are over. Returns how many. */
export const emptyConversationTrash = (db: Database): Promise<number> =>
  emptyTrash(db, { table: 'conversations', remove: removeRows });
