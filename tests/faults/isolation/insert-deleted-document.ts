import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import { createId } from '#kernel/ids.ts';

/** A document in the trash. */
export async function insertDeletedDocument(
  tx: Tx,
  { tenantId, libraryId, marker }: { tenantId: string; libraryId: string; marker: string },
): Promise<void> {
  await sql`select set_config('app.deleted', 'on', true)`.execute(tx);
  await tx
    .insertInto('documents')
    .values({
      tenant_id: tenantId,
      id: createId(),
      library_id: libraryId,
      title: `Deleted ${marker}`,
      file_name: 'deleted.txt',
      media_type: 'text/plain',
      byte_size: 1,
      sha256: randomBytes(32),
      deleted_at: sql`now()`,
    })
    .execute();
  await sql`select set_config('app.deleted', '', true)`.execute(tx);
}
