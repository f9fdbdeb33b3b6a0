import type { ChildProcess } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
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
  // The pipe stays open: its end tells the reader that nobody waits any more.
  child.stdin!.write(`${JSON.stringify({ ...request, path: nameAsPdf(path, request.scratchFolder) })}\n`);
  return child;
}

/** The fast engine opens only files whose name ends in .pdf, and stored files have no such name: they get a second one. */
function nameAsPdf(path: string, scratchFolder: string | undefined): string {
  if (scratchFolder === undefined || path.toLowerCase().endsWith('.pdf')) return path;
  const named = join(scratchFolder, 'document.pdf');
  try {
    symlinkSync(path, named);
    return named;
  } catch {
    // Not every system lets everybody make links; then the engine in JavaScript reads it.
    return path;
  }
}
