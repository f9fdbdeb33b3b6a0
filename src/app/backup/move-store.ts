import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '#kernel/config/config.ts';
import { backupStore } from './backup-store.ts';
import type { Manifest } from './manifest.ts';
import { restoreStore } from './restore-store.ts';

/**
 * Copies the embedded database to PostgreSQL and compares each row. The files stay where they are, and the embedded
 * database too: nothing is lost when the move is given up.
 */
export async function moveStore(config: Config, target: Config['database']): Promise<Manifest> {
  const folder = path.join(config.dataFolder, 'moving');
  await rm(folder, { recursive: true, force: true });
  try {
    await mkdir(config.dataFolder, { recursive: true });
    await backupStore({ ...config, database: { ...config.database, url: undefined } }, folder, {
      files: false,
    });
    return await restoreStore({ ...config, database: target }, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
