import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';

/** The migrations of this program and some of its next version, as a folder for `migrateDatabase`. */
export async function copyMigrations(more: Record<string, string>): Promise<URL> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quarry-migrations-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp('migrations', folder, { recursive: true });
  for (const [name, sql] of Object.entries(more)) await writeFile(path.join(folder, name), sql);
  return pathToFileURL(`${folder}/`);
}
