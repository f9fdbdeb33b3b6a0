import { createTenant } from '#auth/tenants/create-tenant.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createId } from '#kernel/ids.ts';
import { parseFile } from '#transcripts/import/parser/start-parser.ts';
import { insertTranscripts } from '#transcripts/import/queries.ts';
import { ensureMonth } from '#transcripts/timeline/ensure-month.ts';

/** What the database alone takes for the rows of a file: the same batches one after the other, the waits for them left out. */
export async function timeDatabase(db: Database, path: string): Promise<number> {
  const owner = { name: 'bench', email: `${createId()}@example.test` };
  const tenant = (await createTenant(db, { tenantId: createId(), name: 'bench', owner }))!;
  let spentMs = 0;
  for await (const { head, rows } of parseFile({ path, fileName: path }, new AbortController().signal)) {
    for (const month of head.months) await withTransaction(db, tenant, tx => ensureMonth(tx, month));
    const startedMs = performance.now();
    await withTransaction(db, tenant, tx => insertTranscripts(tx, { ...tenant, importId: null, rows }));
    spentMs += performance.now() - startedMs;
  }
  return spentMs / 1000;
}
