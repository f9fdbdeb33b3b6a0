import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '#kernel/errors/app-error.ts';
import { undefinedIfMissing } from '#kernel/errors/undefined-if-missing.ts';

/** Every file among `paths` and below the folders in it, hidden ones left out, in a stable order. */
export async function listFiles(paths: string[]): Promise<string[]> {
  const found = await Promise.all(paths.map(listOne));
  return [...new Set(found.flat())];
}

async function listOne(given: string): Promise<string[]> {
  const stats = await stat(given).catch(undefinedIfMissing);
  if (stats === undefined) {
    throw new AppError(`There is no file or folder ${given}.`, { code: 'no-such-file', status: 404 });
  }
  if (!stats.isDirectory()) return [path.resolve(given)];
  const entries = await readdir(given, { withFileTypes: true });
  const visible = entries.filter(
    entry => !entry.name.startsWith('.') && (entry.isFile() || entry.isDirectory()),
  );
  const sorted = visible.map(entry => path.join(given, entry.name)).toSorted();
  return (await Promise.all(sorted.map(listOne))).flat();
}
