import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '#kernel/clock.ts';

export const scratchPrefix = 'quarry-read-';

// Processes of other containers may share the folder, and their numbers say nothing here: only what is old goes.
const minAgeMs = 60 * 60 * 1000;

/** Removes the scratch folders of processes that were killed before they could; their number is in the name. */
export async function sweepScratchFolders(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter(name => name.startsWith(scratchPrefix));
  for (const name of names) {
    const path = join(folder, name);
    if (!isRunning(ownerOf(name)) && (await isOld(path))) await rm(path, { recursive: true, force: true });
  }
}

function ownerOf(name: string): number {
  return Number(name.slice(scratchPrefix.length).split('-')[0]);
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Another process may be sweeping as well. */
async function isOld(path: string): Promise<boolean> {
  const [found] = await Promise.allSettled([stat(path)]);
  return found.status === 'fulfilled' && systemClock.now().getTime() - found.value.mtimeMs > minAgeMs;
}
