import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants, setPriority } from 'node:os';
import { resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ownPath = fileURLToPath(import.meta.url);

export interface Sandbox {
  /** The program that runs in it. */
  entry: URL;
  /** Files and folders besides the program itself. */
  readable: string[];
  writable?: string[];
  maxHeapBytes: number;
  mayStartProcesses?: boolean;
}

/**
 * All that a reader's environment holds, for glibc: threads share one heap, and what is free is given back. Measured
 * over 300 pages of a PDF, with '--optimize-for-size': 137 MB instead of 172, in the same time.
 */
const thriftyMalloc = { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '65536' };

/**
 * Starts a program of ours on files of strangers: a process of its own with nothing of our environment that reads the
 * program and what it is given, and nothing else. It takes standard input and answers on descriptor 3.
 */
export function spawnSandboxed({
  entry,
  readable,
  writable = [],
  maxHeapBytes,
  ...rest
}: Sandbox): ChildProcess {
  const flags = [
    `--max-old-space-size=${Math.floor(maxHeapBytes / 1024 / 1024)}`,
    // Pages are short-lived: a small nursery and early collection keep the process below 150 MB at little cost in time.
    '--max-semi-space-size=2',
    '--heap-growing-percent=30',
    '--optimize-for-size',
    '--permission',
    '--allow-addons',
    '--allow-worker',
    ...(rest.mayStartProcesses ? ['--allow-child-process'] : []),
    ...[programFolder(), packagesFolder(), ...readable].map(each => `--allow-fs-read=${resolve(each)}`),
    ...writable.map(each => `--allow-fs-write=${resolve(each)}`),
    '--no-warnings',
  ];
  const child = spawn(process.execPath, [...flags, fileURLToPath(entry)], {
    env: thriftyMalloc,
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  yieldToRequests(child);
  // A child that dies at once closes the pipe under our feet; its exit tells the story.
  child.stdin!.on('error', () => undefined);
  return child;
}

/** Where the program and its packages lie; installed as a package itself, they may lie beside it. */
function programFolder(): string {
  const [beforePackages] = ownPath.split(`${sep}node_modules${sep}`);
  return beforePackages === ownPath ? resolve(ownPath, '../../../..') : beforePackages!;
}

/** Where the packages really lie: the folder in the program may be a link. */
function packagesFolder(): string {
  const onePackage = createRequire(import.meta.url).resolve('pdfjs-dist/package.json');
  return resolve(realpathSync(onePackage), '../..');
}

/** Reading is patient work: where cores are few, whoever waits for an answer goes first. */
function yieldToRequests(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, which its exit will tell.
  }
}
