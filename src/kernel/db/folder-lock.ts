import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../clock.ts';
import { AppError } from '../errors/app-error.ts';

const STALE_GUARD_MS = 10_000;

export class FolderInUse extends AppError {
  constructor(folder: string, pid: number) {
    super(`The data folder ${folder} is in use by process ${pid}.`, {
      code: 'folder-in-use',
      status: 503,
      nextStep: `Stop process ${pid}, or choose another folder with QUARRY_DATA_DIR. For several processes use PostgreSQL (DATABASE_URL).`,
    });
  }
}

/**
 * Two processes on one PGlite folder both open it and silently lose committed rows, so a folder has one holder.
 * @throws FolderInUse with the holder's pid.
 */
export function lockFolder(folder: string): Disposable {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'quarry.lock');
  if (!tryCreate(file)) takeOver(folder, file);
  return { [Symbol.dispose]: () => rmSync(file, { force: true }) };
}

/** Only one process at a time may judge a lock dead and replace it, or two could each replace the other's. */
function takeOver(folder: string, file: string): void {
  const guard = `${file}.guard`;
  if (ageMs(guard) > STALE_GUARD_MS) rmSync(guard, { force: true });
  if (!tryCreate(guard)) throw new FolderInUse(folder, readHolder(guard)?.pid ?? 0);
  try {
    const holder = readHolder(file);
    if (holder !== undefined && isAlive(holder)) throw new FolderInUse(folder, holder.pid);
    rmSync(file, { force: true });
    if (!tryCreate(file)) throw new FolderInUse(folder, readHolder(file)?.pid ?? 0);
  } finally {
    rmSync(guard, { force: true });
  }
}

interface Holder {
  pid: number;
  /** Kernel start time of the process where the system tells it: a reused pid is another process. */
  startedAt: string;
}

/** Linking a file that is already written shows others either no lock or a whole one. */
function tryCreate(file: string): boolean {
  const draft = `${file}.${process.pid}`;
  const holder: Holder = { pid: process.pid, startedAt: processStart(process.pid) };
  writeFileSync(draft, JSON.stringify(holder));
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    // Gone meanwhile, or not ours to read: the create that follows decides.
    return undefined;
  }
}

function ageMs(file: string): number {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? 0 : systemClock.now().getTime() - stat.mtimeMs;
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return processStart(holder.pid) === holder.startedAt;
}

function processStart(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    // No /proc on this system: the pid alone has to do.
    return '';
  }
}
