import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { explainDeath } from './explain-death.ts';
import type { Exit } from './explain-death.ts';
import { ExtractionError } from './extraction-error.ts';
import { readLines } from './read-lines.ts';
import { spawnReader } from './spawn-reader.ts';
import { startStopwatch } from './start-stopwatch.ts';
import { watchMemory } from './watch-memory.ts';
import type { WorkerMessage, WorkerRequest } from './worker-message.ts';

const keptErrorOutputCharacters = 4_000;

type ReaderMessage = Exclude<WorkerMessage, { type: 'recognised' }>;

export interface RunningWorker extends AsyncDisposable {
  /** The next message; throws when the child was killed or died. */
  next(): Promise<ReaderMessage>;
}

/** Starts the reader as a killable process that sees neither the environment nor the standard streams of ours. */
export function startWorker(request: WorkerRequest, signal: AbortSignal | undefined): RunningWorker {
  const child = spawnReader(request);
  const exited = waitForExit(child);
  const errorOutput = keepTail(child.stderr!);
  const output = child.stdio[3] as Readable;
  const lines = readLines(output);
  let killedBecause: unknown;
  const kill = (reason: unknown): void => {
    killedBecause ??= reason;
    child.kill('SIGKILL');
  };
  const stopwatch = startStopwatch(request.limits.timeoutMs, () =>
    kill(new ExtractionError('extraction-timeout')),
  );
  const memory = watchMemory(child.pid, request.limits.maxMemoryBytes, () =>
    kill(new ExtractionError('extraction-out-of-memory')),
  );
  const onAbort = (): void => kill(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });

  return {
    async next() {
      stopwatch.resume();
      for (;;) {
        const line = await lines.next();
        if (line.done || killedBecause) break;
        const message = JSON.parse(line.value) as WorkerMessage;
        if (message.type !== 'recognised') {
          stopwatch.pause();
          return message;
        }
        stopwatch.refund(message.elapsedMs);
      }
      stopwatch.pause();
      // What nobody reads any more would keep the pipe open.
      output.destroy();
      const exit = await exited;
      throw killedBecause ?? explainDeath(exit, errorOutput());
    },
    async [Symbol.asyncDispose]() {
      stopwatch.pause();
      memory.stop();
      signal?.removeEventListener('abort', onAbort);
      output.destroy();
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function waitForExit(child: ChildProcess): Promise<Exit> {
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    return { code, signal };
  } catch (error) {
    return { code: null, signal: null, error: error as Error };
  }
}

function keepTail(stream: Readable): () => string {
  let tail = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => (tail = (tail + text).slice(-keptErrorOutputCharacters)));
  return () => tail;
}
