import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateDatabase } from '#kernel/db/migrate-database.ts';
import { openDatabase } from '#kernel/db/open-database.ts';
import { installJobStore } from '#kernel/jobs/install-job-store.ts';

/** Makes a migrated data folder, once for a run: copying it takes a tenth of the time that making one takes. */
export async function preparePglite(): Promise<AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'quarry-test-template-'));
  await migrate(folder);
  process.env['QUARRY_TEST_PGLITE'] = folder;
  return { [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

async function migrate(dataFolder: string): Promise<void> {
  await using db = await openDatabase({ dataFolder, maxConnections: 1, acquireTimeoutMs: 60_000 });
  await migrateDatabase(db.pool);
  await installJobStore(db.pool);
}
