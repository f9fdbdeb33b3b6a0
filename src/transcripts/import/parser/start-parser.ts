import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants, setPriority } from 'node:os';
import { resolve, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { ImportFault } from '../import-fault.ts';
import type { Batch, ReadRequest } from '../read-batches.ts';
import { decodeMessages } from './message.ts';

const childPath = fileURLToPath(new URL('./parse-child.ts', import.meta.url));
const MAX_HEAP_MEBIBYTES = 256;
// What a batch leaves behind is swept more often: a third of the memory for a tenth more time.
const MAX_YOUNG_MEBIBYTES = 8;
const KEPT_ERROR_CHARACTERS = 2_000;

/**
 * Reads a file in a process of its own, which sees that file, the program and nothing else, and is killed when `signal`
 * aborts or the caller leaves the loop.
 * @throws ImportFault for what the file is at fault for; other errors may pass on a second try.
 */
export async function* parseFile(request: ReadRequest, signal: AbortSignal): AsyncGenerator<Batch> {
  signal.throwIfAborted();
  const child = spawnParser(request);
  let errorOutput = '';
  // A child that could not even be started tells so here, and in the loop below by sending nothing.
  const exited = new Promise<void>(resolve => {
    child.once('close', () => resolve());
    child.once('error', error => {
      errorOutput = error.message;
      resolve();
    });
  });
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    errorOutput = (errorOutput + text).slice(-KEPT_ERROR_CHARACTERS);
  });
  const kill = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  try {
    for await (const message of decodeMessages(child.stdio[3] as Readable)) {
      if (message.kind === 'fault') throw new ImportFault(message.code, message.message, message.nextStep);
      if (message.kind === 'crash') throw new Error(`the parser failed: ${message.cause}`);
      yield message;
      if (message.head.isLast) return;
    }
    signal.throwIfAborted();
    throw new Error(`the parser ended early: ${errorOutput}`);
  } finally {
    signal.removeEventListener('abort', kill);
    kill();
    await exited;
  }
}

function spawnParser(request: ReadRequest): ChildProcess {
  const path = resolve(request.path);
  const flags = [
    `--max-old-space-size=${MAX_HEAP_MEBIBYTES}`,
    `--max-semi-space-size=${MAX_YOUNG_MEBIBYTES}`,
    '--permission',
    ...[programFolder(), packagesFolder(), path].map(each => `--allow-fs-read=${each}`),
    '--no-warnings',
  ];
  const child = spawn(process.execPath, [...flags, childPath], {
    env: {},
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  if (child.pid !== undefined) yieldToRequests(child.pid);
  // A child that dies at once closes the pipe under our feet; its exit tells the story.
  child.stdin!.on('error', () => undefined);
  child.stdin!.end(JSON.stringify({ ...request, path }));
  return child;
}

/** Where the program and its packages lie; installed as a package itself, they may lie beside it. */
function programFolder(): string {
  const [beforePackages] = childPath.split(`${sep}node_modules${sep}`);
  return beforePackages === childPath ? resolve(childPath, '../../../../..') : beforePackages!;
}

/** Where the packages really lie: the folder in the program may be a link. */
function packagesFolder(): string {
  const onePackage = createRequire(import.meta.url).resolve('zod/package.json');
  return resolve(realpathSync(onePackage), '../..');
}

/** Where cores are few, whoever waits for an answer goes first. */
function yieldToRequests(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, which its exit will tell.
  }
}
