import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { PgliteStream } from './pglite-stream.ts';
import type { PgliteReply, PgliteWorkerData } from './pglite-worker.ts';

/** PGlite in a thread of its own: on the main thread it would stall the HTTP event loop for 90–200 ms. */
export class PgliteProcess implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #streams = new Map<number, PgliteStream>();
  #lastConnection = 0;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (reply: PgliteReply) => this.#streams.get(reply.connection)?.receive(reply.bytes));
    worker.on('error', error => this.#failAll(error));
    worker.on('exit', () => this.#failAll(new Error('the embedded database has ended')));
  }

  static async start(dataFolder: string | undefined): Promise<PgliteProcess> {
    const worker = new Worker(new URL('./pglite-worker.ts', import.meta.url), {
      workerData: { dataFolder } satisfies PgliteWorkerData,
    });
    await once(worker, 'message');
    return new PgliteProcess(worker);
  }

  /** A socket stand-in for one driver connection. All of them share PGlite's only session: keep the pool at 1. */
  connect(): PgliteStream {
    const connection = ++this.#lastConnection;
    const stream = new PgliteStream({
      send: bytes => this.#worker.postMessage({ connection, bytes }, [bytes.buffer as ArrayBuffer]),
      closed: () => this.#streams.delete(connection),
    });
    this.#streams.set(connection, stream);
    return stream;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = once(this.#worker, 'exit');
    this.#worker.postMessage('close');
    await exited;
  }

  #failAll(error: Error): void {
    for (const stream of this.#streams.values()) stream.destroy(error);
  }
}
