import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { GrayImage } from '../gray-image.ts';
import { RecognitionTimedOut } from '../recogniser.ts';

export interface ThreadRequest {
  image: GrayImage;
  languages: string[];
}

export type ThreadAnswer = { table: string } | { failure: string };

export interface RecognitionThread {
  /** One image at a time. After a failure the thread must be stopped. */
  recognise(request: ThreadRequest, signal: AbortSignal): Promise<string>;
  stop(): Promise<void>;
}

/** WebAssembly cannot be interrupted, but its thread can be ended. */
export function startRecognitionThread(): RecognitionThread {
  const worker = new Worker(new URL('./recognition-thread.ts', import.meta.url), {
    stdout: true,
    stderr: true,
    env: {},
  });
  worker.unref();
  return {
    async recognise(request, signal) {
      worker.ref();
      const answered = once(worker, 'message', { signal });
      worker.postMessage(request);
      const answer = await answered.catch((error: unknown) => {
        throw signal.aborted ? new RecognitionTimedOut() : error;
      });
      worker.unref();
      const [message] = answer as [ThreadAnswer];
      if ('failure' in message) throw new Error(message.failure);
      return message.table;
    },
    async stop() {
      await worker.terminate();
    },
  };
}
