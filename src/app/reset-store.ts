import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '#kernel/config/config.ts';
import { createPool } from '#kernel/db/create-pool.ts';
import { lockFolder } from '#kernel/db/folder-lock.ts';
import { migrateStore } from './migrate-store.ts';

/** Leaves a database without tables; `migrateStore` then makes them. */
export const DROP_EVERYTHING =
  'drop schema if exists pgboss cascade; drop schema public cascade; create schema public';

const FOLDERS = ['database', 'blobs', 'imports', 'uploads'];

/** Deletes every row and file. @throws FolderInUse while a server runs on the folder. */
export async function resetStore(config: Config): Promise<void> {
  using _lock = lockFolder(config.dataFolder);
  if (config.database.url !== undefined) await resetPostgres(config);
  for (const folder of FOLDERS)
    await rm(path.join(config.dataFolder, folder), { recursive: true, force: true });
}

async function resetPostgres(config: Config): Promise<void> {
  const pool = createPool({
    connectionString: config.database.ownerUrl,
    maxConnections: 1,
    acquireTimeoutMs: 10_000,
  });
  try {
    await pool.query(DROP_EVERYTHING);
  } finally {
    await pool.end();
  }
  await migrateStore(config);
}
