import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** What the scripts remember about running services, readable by their owner only. */
export const stateFolder = join(repository, '.services');

/** PostgreSQL refuses to run as root, so root runs it as this user (Debian's `nobody`). */
export const serverUser = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

/**
 * Where servers keep programs and data: beside the state, unless root's servers, which run as `nobody`, could not
 * walk the path to it; then a folder of our own among the temporary files.
 */
export function serviceHome(name: string): string {
  const home = isOpenToAll(repository) ? join(stateFolder, name) : join(temporaryHome(), name);
  mkdirSync(home, { recursive: true, mode: 0o755 });
  return home;
}

function isOpenToAll(folder: string): boolean {
  if (process.getuid?.() !== 0) return true;
  const opensToOthers = (statSync(folder).mode & 0o001) !== 0;
  return opensToOthers && (dirname(folder) === folder || isOpenToAll(dirname(folder)));
}

function temporaryHome(): string {
  const home = join(
    tmpdir(),
    `quarry-services-${createHash('sha256').update(repository).digest('hex').slice(0, 12)}`,
  );
  mkdirSync(home, { recursive: true, mode: 0o755 });
  const found = lstatSync(home);
  // Anyone may create names here: what somebody else made is not ours to run programs from.
  if (!found.isDirectory() || found.uid !== process.getuid?.())
    throw new Error(`${home} belongs to somebody else: remove it.`);
  return home;
}
