import { Worker } from 'node:worker_threads';
import { AppError } from '#kernel/errors/app-error.ts';
import { HOW_TO_INSTALL } from './local-runtime.ts';
import type { LocalModelData, LocalReply, LocalRequest, LocalTask } from './local-model-worker.ts';

export interface LocalModelOptions {
  /** Name below `folder`, and on the hub. */
  model: string;
  folder: string;
  /** Whether a model that is not in `folder` may be fetched from the hub; never unasked. */
  download: boolean;
  /** A file of the package that has the runtime installed; ours, if undefined. */
  from?: string;
}

export class LocalModelUnavailable extends AppError {
  constructor({ model, folder, download }: LocalModelOptions, reason: { isMissing: boolean; cause: string }) {
    const nextStep = reason.isMissing
      ? HOW_TO_INSTALL
      : `Put its files (config.json, tokenizer.json, onnx/model.onnx) into ${folder}/${model}${download ? '' : ', or set QUARRY_MODEL_DOWNLOAD=on'}.`;
    super(`The local model “${model}” cannot be loaded.`, {
      code: 'local-model-unavailable',
      status: 503,
      nextStep,
      cause: new Error(reason.cause),
    });
  }
}

interface Waiting {
  resolve: (vectors: Float32Array[]) => void;
  reject: (error: unknown) => void;
}

/** A model in a thread of its own, which answers one request after the other. */
export class LocalThread {
  isBroken = false;
  readonly #worker: Worker;
  readonly #loaded = Promise.withResolvers<{ failure: unknown } | undefined>();
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  constructor(options: LocalModelOptions, task: LocalTask) {
    const { model, folder, download, from = import.meta.url } = options;
    this.#worker = new Worker(new URL('./local-model-worker.ts', import.meta.url), {
      workerData: { task, model, folder, download, from } satisfies LocalModelData,
    });
    // An idle model keeps no program alive.
    this.#worker.unref();
    this.#worker.on('message', (reply: LocalReply) => this.#take(reply, options));
    this.#worker.on('error', error => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('the thread of the local model has ended')));
  }

  /** A row of numbers for each text. @throws LocalModelUnavailable */
  async ask(request: Omit<LocalRequest, 'id'>, signal: AbortSignal): Promise<Float32Array[]> {
    signal.throwIfAborted();
    this.#worker.ref();
    try {
      return await Promise.race([this.#ask(request), rejectOn(signal)]);
    } finally {
      if (this.#waiting.size === 0) this.#worker.unref();
    }
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  async #ask(request: Omit<LocalRequest, 'id'>): Promise<Float32Array[]> {
    const failed = await this.#loaded.promise;
    if (failed !== undefined) throw failed.failure;
    const id = ++this.#lastId;
    const answered = Promise.withResolvers<Float32Array[]>();
    this.#waiting.set(id, answered);
    this.#worker.postMessage({ ...request, id } satisfies LocalRequest);
    return answered.promise.finally(() => this.#waiting.delete(id));
  }

  #take(reply: LocalReply, options: LocalModelOptions): void {
    if ('ready' in reply) return this.#loaded.resolve(undefined);
    if ('broken' in reply) {
      const { isMissing, broken: cause } = reply;
      return this.#fail(new LocalModelUnavailable(options, { isMissing, cause }));
    }
    const waiting = this.#waiting.get(reply.id);
    if ('failure' in reply) return waiting?.reject(new Error(reply.failure));
    const { values, dimensions } = reply;
    const count = values.length / dimensions;
    waiting?.resolve(
      Array.from({ length: count }, (_, at) => values.slice(at * dimensions, (at + 1) * dimensions)),
    );
  }

  #fail(error: unknown): void {
    this.isBroken = true;
    this.#loaded.resolve({ failure: error });
    for (const { reject } of this.#waiting.values()) reject(error);
  }
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
  );
}
