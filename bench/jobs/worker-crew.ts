import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const CHILD = fileURLToPath(new URL('./job-worker-child.ts', import.meta.url));

/** Worker processes, and when each job began in one of them. */
export class WorkerCrew implements AsyncDisposable {
  readonly begun = new Map<number, number>();
  readonly #children: ChildProcess[] = [];
  /** Jobs that began twice. */
  repeated = 0;
  #changed = Promise.withResolvers<void>();

  async hire(count: number, runner: string, url: string): Promise<void> {
    const children = Array.from({ length: count }, () => fork(CHILD, [runner, url]));
    this.#children.push(...children);
    await Promise.all(children.map(child => this.#follow(child)));
  }

  async untilBegun(count: number, limitMs: number): Promise<void> {
    const timer = setTimeout(() => this.#changed.resolve(), limitMs);
    const endMs = performance.now() + limitMs;
    while (this.begun.size < count && performance.now() < endMs) {
      await this.#changed.promise;
      this.#changed = Promise.withResolvers();
    }
    clearTimeout(timer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    }
  }

  async #follow(child: ChildProcess): Promise<void> {
    const ready = Promise.withResolvers<void>();
    child.on('message', (message: 'ready' | { n: number; atMs: number }) => {
      if (message === 'ready') return ready.resolve();
      if (this.begun.has(message.n)) this.repeated += 1;
      this.begun.set(message.n, message.atMs);
      this.#changed.resolve();
    });
    child.once('exit', code => ready.reject(new Error(`a worker ended (${code})`)));
    await ready.promise;
  }
}
