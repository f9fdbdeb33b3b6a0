import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { spawnSandboxed } from '#knowledge/extract/spawn-sandboxed.ts';
import { watchMemory } from '#knowledge/extract/watch-memory.ts';
import { PageImageFailed } from './page-image-failed.ts';
import type { RenderAnswer, RenderFile, RenderRequest } from './render-message.ts';

const timeoutMs = 20_000;
const maxMemoryBytes = 768 * 1024 * 1024;

export interface FileRenderer extends AsyncDisposable {
  /** Draws a page after those that were asked for before. Throws `PageImageFailed`; then the renderer is gone. */
  render(request: RenderRequest): Promise<Buffer>;
}

/** Starts a killable process that draws the pages of one PDF, or of a picture, as they are asked for. */
export function startRenderer(path: string, isPicture = false): FileRenderer {
  const child = spawnSandboxed({
    entry: new URL('./render-worker.ts', import.meta.url),
    readable: [path],
    maxHeapBytes: maxMemoryBytes,
  });
  // What it complains about must not fill the pipe.
  child.stderr!.resume();
  const answers = createInterface({ input: child.stdio[3] as Readable })[Symbol.asyncIterator]();
  const kill = (): boolean => child.kill('SIGKILL');
  const memory = watchMemory(child.pid, maxMemoryBytes, kill);
  const exited = waitForExit(child);
  let last: Promise<unknown> = Promise.resolve();
  child.stdin!.write(`${JSON.stringify({ path, isPicture } satisfies RenderFile)}\n`);

  const render = async (request: RenderRequest): Promise<Buffer> => {
    const timer = setTimeout(kill, timeoutMs);
    child.stdin!.write(`${JSON.stringify(request)}\n`);
    const line = await answers.next();
    clearTimeout(timer);
    if (line.done) throw new PageImageFailed();
    const answer = JSON.parse(line.value) as RenderAnswer;
    if ('failure' in answer) throw new PageImageFailed({ cause: answer.failure });
    return Buffer.from(answer.image, 'base64');
  };
  return {
    render(request) {
      const drawn = last.then(() => render(request));
      last = Promise.allSettled([drawn]);
      return drawn;
    },
    async [Symbol.asyncDispose]() {
      memory.stop();
      kill();
      await exited;
    },
  };
}

async function waitForExit(child: ChildProcess): Promise<void> {
  await Promise.allSettled([once(child, 'close')]);
}
