import type pg from 'pg';
import type { Config } from '#kernel/config/config.ts';
import { createPool } from '#kernel/db/create-pool.ts';
import { OwnerMissing } from './migrate-store.ts';
import { openStore } from './open-store.ts';

/** Connections of the database's owner, for what the program itself may not do. @throws OwnerMissing, FolderInUse */
export async function withOwner<T>(config: Config, work: (pool: pg.Pool) => Promise<T>): Promise<T> {
  const { url, ownerUrl } = config.database;
  if (url === undefined) {
    await using db = await openStore(config);
    return await work(db.pool);
  }
  if (ownerUrl === undefined) throw new OwnerMissing();
  const pool = createPool({ connectionString: ownerUrl, maxConnections: 2, acquireTimeoutMs: 10_000 });
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}
