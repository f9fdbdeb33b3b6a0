import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { listRejects } from './queries.ts';
import { presentReject } from './view-import.ts';

const BATCH = 100;

/** What an import set aside, as JSON Lines in the order of the file; memory does not grow with their number. */
export async function* readRejects(
  db: Database,
  { tenantId, importId }: { tenantId: string; importId: string },
): AsyncGenerator<string> {
  for (let after = -1; ;) {
    const rows = await withTransaction(db, { tenantId }, tx =>
      listRejects(tx, { importId, after, limit: BATCH }),
    );
    if (rows.length === 0) return;
    yield rows.map(row => `${JSON.stringify(presentReject(row))}\n`).join('');
    after = rows.at(-1)!.byte_start;
  }
}
