import type { Database } from '#kernel/db/database.ts';

/** What all processes on one database share. */
export interface Instance {
  id: string;
  cursorSecret: string;
}

export async function readInstance(db: Database): Promise<Instance> {
  const row = await db.kysely
    .selectFrom('instance')
    .select(['id', 'cursor_secret'])
    .executeTakeFirstOrThrow();
  return { id: row.id, cursorSecret: row.cursor_secret };
}
