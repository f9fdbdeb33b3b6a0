import { moveStore } from '#app/backup/move-store.ts';
import { makeConfig } from '#kernel/config/config.ts';
import { createTestStore } from '#tests/support/create-test-store.ts';
import { preparePglite } from '#tests/support/prepare-pglite.ts';
import { openTarget } from '../isolation/open-target.ts';
import { createTenancy } from '../isolation/tenancy.ts';

/** A tenant with two of everything moves from the embedded database to PostgreSQL. @returns the rows that were compared. */
export async function moveEmbeddedStore(): Promise<number> {
  await using _pglite = await preparePglite();
  await using embedded = await openTarget('pglite');
  await createTenancy(embedded, 'moving');
  await embedded.close();
  await using store = await createTestStore({ store: 'postgres' });
  const config = makeConfig({ ...embedded.environment, QUARRY_LOG_LEVEL: 'silent' });
  const database = {
    url: store.environment['DATABASE_URL'],
    ownerUrl: store.adminUrl,
    poolSize: 4,
    jobPoolSize: 2,
  };
  const moved = await moveStore(config, database);
  return moved.tables.reduce((sum, table) => sum + table.rows, 0);
}
