import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { FolderInUse, lockFolder } from '#kernel/db/folder-lock.ts';
import { stateFolder } from './service-folders.ts';

/** What is remembered about one service between commands; undefined when nothing was. */
export function readState<State>(name: string): State | undefined {
  try {
    return JSON.parse(readFileSync(stateFile(name), 'utf8')) as State;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export function writeState<State>(name: string, state: State): void {
  mkdirSync(stateFolder, { recursive: true });
  writeFileSync(stateFile(name), JSON.stringify(state, null, 2), { mode: 0o600 });
}

export function forgetState(name: string): void {
  rmSync(stateFile(name), { force: true });
}

/** Two commands at once take turns, so that one server is started and both get it. A dead holder does not block. */
export async function withServiceLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  using _lock = await waitForLock(join(stateFolder, `${name}.lock`));
  return await work();
}

async function waitForLock(folder: string): Promise<Disposable> {
  for (;;) {
    try {
      return lockFolder(folder);
    } catch (error) {
      if (!(error instanceof FolderInUse)) throw error;
      await delay(100);
    }
  }
}

function stateFile(name: string): string {
  return join(stateFolder, `${name}.json`);
}
