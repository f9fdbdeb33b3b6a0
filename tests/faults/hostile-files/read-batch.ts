import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { ExtractionLimits } from '#knowledge/extract/extraction-limits.ts';
import { spawnSandboxed } from '#knowledge/extract/spawn-sandboxed.ts';
import { watchMemory } from '#knowledge/extract/watch-memory.ts';
import type { BatchMessage, BatchRequest, Ending } from './batch-message.ts';
import type { HostileFile } from './hostile-file.ts';
import { secretWords } from './lay-bait.ts';

export interface ReadFile {
  file: HostileFile;
  ending: Ending;
  elapsedMs: number;
}

export interface BatchOptions {
  folder: string;
  limits: ExtractionLimits;
  sabotage?: BatchRequest['sabotage'] | 'clock';
}

/** Far beyond the reader's own limit: whoever comes here was not stopped. */
const patienceFactor = 3;

/** Reads files one after the other; a child that is stopped or dies takes one file with it, and the next child goes on. */
export async function* readBatch(files: HostileFile[], options: BatchOptions): AsyncGenerator<ReadFile> {
  let rest = files;
  while (rest.length > 0) {
    let done = 0;
    for await (const read of readWithOneChild(rest, options)) {
      done++;
      yield read;
    }
    rest = rest.slice(done);
  }
}

async function* readWithOneChild(files: HostileFile[], options: BatchOptions): AsyncGenerator<ReadFile> {
  const { limits, sabotage } = options;
  const folder = await mkdtemp(path.join(options.folder, 'batch-'));
  const child = await startChild(files, { ...options, folder });
  let killedFor: string | undefined;
  const kill = (code: string): void => {
    killedFor ??= code;
    child.kill('SIGKILL');
  };
  const memory = watchMemory(child.pid, limits.maxMemoryBytes, () => kill('extraction-out-of-memory'));
  const patienceMs = limits.timeoutMs * (sabotage === 'clock' ? patienceFactor : 1);
  let running: { index: number; startedMs: number; timer: NodeJS.Timeout } | undefined;
  try {
    for await (const line of createInterface({ input: child.stdio[3] as Readable })) {
      const message = JSON.parse(line) as BatchMessage;
      if (message.type === 'started') {
        const timer = setTimeout(() => kill('extraction-timeout'), patienceMs);
        running = { index: message.index, startedMs: performance.now(), timer };
        continue;
      }
      clearTimeout(running?.timer);
      const elapsedMs = performance.now() - running!.startedMs;
      running = undefined;
      yield { file: files[message.index]!, ending: message.ending, elapsedMs };
    }
    if (running === undefined) return;
    const ending: Ending = { state: 'failed', code: killedFor ?? 'extraction-crashed' };
    yield { file: files[running.index]!, ending, elapsedMs: performance.now() - running.startedMs };
  } finally {
    clearTimeout(running?.timer);
    memory.stop();
    child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
}

async function startChild(files: HostileFile[], { folder, limits, sabotage }: BatchOptions) {
  const scratchFolder = path.join(folder, 'scratch');
  await mkdir(scratchFolder);
  const named = files.map(({ name }, index) => ({ path: path.join(folder, String(index)), fileName: name }));
  for (const [index, { bytes }] of files.entries()) await writeFile(named[index]!.path, bytes);
  const misbehaves = sabotage === 'fetch' || sabotage === 'folder' ? sabotage : undefined;
  const request: BatchRequest = { files: named, limits, scratchFolder, secretWords, sabotage: misbehaves };
  const entry = new URL('./read-batch-child.ts', import.meta.url);
  // A reader that writes where it likes is seen only outside the sandbox, which would stop it.
  const child =
    sabotage === 'folder'
      ? spawn(process.execPath, [entry.pathname], { stdio: ['pipe', 'ignore', 'pipe', 'pipe'] })
      : spawnSandboxed({
          entry,
          readable: [folder],
          writable: [scratchFolder],
          maxHeapBytes: limits.maxMemoryBytes,
        });
  child.stderr!.resume();
  child.stdin!.end(JSON.stringify(request));
  return child;
}
