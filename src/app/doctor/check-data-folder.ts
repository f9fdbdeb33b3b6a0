import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '#kernel/config/config.ts';
import { readServerFile } from '../server-file.ts';
import { ok, problem } from './check.ts';
import type { Check } from './check.ts';

const NAME = 'Data folder';
const LOW_SPACE_BYTES = 1024 ** 3;

export async function checkDataFolder(config: Config): Promise<Check> {
  const folder = config.dataFolder;
  const existing = await nearestExisting(folder);
  const refused = await access(existing, constants.W_OK).then(() => false, isRefusal);
  if (refused) {
    return problem(
      NAME,
      `${folder} cannot be written`,
      'Give yourself the rights, or set QUARRY_DATA_DIR to a folder you own.',
    );
  }
  const { bavail, bsize } = await statfs(existing);
  const free = bavail * bsize;
  const text = `${folder}, ${(free / 1024 ** 3).toFixed(0)} GB free`;
  if (free < LOW_SPACE_BYTES)
    return problem(NAME, text, 'Free some space, or set QUARRY_DATA_DIR to another disk.');
  const server = await readServerFile(folder);
  return ok(NAME, server === undefined ? text : `${text}; in use by ${server.url} (process ${server.pid})`);
}

async function nearestExisting(folder: string): Promise<string> {
  const found = await access(folder).then(
    () => true,
    () => false,
  );
  return found ? folder : nearestExisting(path.dirname(folder));
}

const isRefusal = (error: unknown): boolean =>
  ['EACCES', 'EROFS', 'EPERM'].includes(String((error as NodeJS.ErrnoException).code));
