import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants, setPriority } from 'node:os';
import { resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkerRequest } from './worker-message.ts';

const workerPath = fileURLToPath(new URL('./extract-worker.ts', import.meta.url));

/**
 * Starts the reader as a process of its own. It gets an empty environment, may read the program and this one file,
 * write to its own scratch folder alone, and start no processes but the installed Tesseract.
 */
export function spawnReader(request: WorkerRequest): ChildProcess {
  const heapMebibytes = Math.floor(request.limits.maxMemoryBytes / 1024 / 1024);
  const flags = [
    `--max-old-space-size=${heapMebibytes}`,
    // Pages are short-lived: a small nursery and early collection keep the process below 150 MB at little cost in time.
    '--max-semi-space-size=2',
    '--heap-growing-percent=30',
    '--permission',
    '--allow-addons',
    // Images are read in threads, or by the installed Tesseract where there is one.
    '--allow-worker',
    ...(request.ocr?.command === undefined ? [] : ['--allow-child-process']),
    ...[programFolder(), packagesFolder(), resolve(request.path)].map(each => `--allow-fs-read=${each}`),
    ...(request.scratchFolder === undefined
      ? []
      : [`--allow-fs-read=${request.scratchFolder}`, `--allow-fs-write=${request.scratchFolder}`]),
    '--no-warnings',
  ];
  const child = spawn(process.execPath, [...flags, workerPath], {
    env: {},
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  yieldToRequests(child);
  // A child that dies at once closes the pipe under our feet; its exit tells the story.
  child.stdin!.on('error', () => undefined);
  child.stdin!.end(JSON.stringify({ ...request, path: resolve(request.path) }));
  return child;
}

/** Where the program and its packages lie; installed as a package itself, they may lie beside it. */
function programFolder(): string {
  const [beforePackages] = workerPath.split(`${sep}node_modules${sep}`);
  return beforePackages === workerPath ? resolve(workerPath, '../../../..') : beforePackages!;
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
