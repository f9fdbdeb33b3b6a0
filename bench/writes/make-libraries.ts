import { openDatabase } from '#kernel/db/open-database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createId } from '#kernel/ids.ts';
import type { TestStore } from '#tests/support/create-test-store.ts';
import { createLibrary } from '#tests/support/index-document.ts';
import { withClient } from '#tests/support/with-client.ts';

export interface MadeLibraries {
  tenantId: string;
  ids: string[];
}

/** A tenant with this many libraries: the rows that are changed. */
export async function makeLibraries(test: TestStore, count: number): Promise<MadeLibraries> {
  await using db = await openDatabase(test.config);
  const { tenantId, libraryId } = await createLibrary(db);
  const others = Array.from({ length: count - 1 }, () => createId());
  await withTransaction(db, { tenantId }, async tx => {
    for (const id of others)
      await tx.insertInto('libraries').values({ tenant_id: tenantId, id, name: id }).execute();
  });
  await withClient(test.adminUrl!, admin => admin.query('vacuum (analyze) libraries'));
  return { tenantId, ids: [libraryId, ...others] };
}

/** How often they have been changed, all together. */
export async function countVersions(test: TestStore, { tenantId }: MadeLibraries): Promise<number> {
  const { rows } = await withClient(
    test.adminUrl!,
    admin =>
      admin.query('select sum(version)::integer as sum from libraries where tenant_id = $1', [
        tenantId,
      ]) as Promise<{ rows: { sum: number }[] }>,
  );
  return rows[0]!.sum;
}
