import type { ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { spawnSandboxed } from './spawn-sandboxed.ts';
import type { WorkerRequest } from './worker-message.ts';

/** Starts the reader in a sandbox that holds this one file and a scratch folder, and gives it its request. */
export function spawnReader(request: WorkerRequest): ChildProcess {
  const path = resolve(request.path);
  const scratch = request.scratchFolder === undefined ? [] : [request.scratchFolder];
  const child = spawnSandboxed({
    entry: new URL('./extract-worker.ts', import.meta.url),
    readable: [path, ...scratch],
    writable: scratch,
    maxHeapBytes: request.limits.maxMemoryBytes,
    // Images are read by the installed Tesseract where there is one.
    mayStartProcesses: request.ocr?.command !== undefined,
  });
  child.stdin!.end(JSON.stringify({ ...request, path }));
  return child;
}
