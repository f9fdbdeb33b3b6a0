import type { EmbeddingModel } from '../../embed.ts';
import { LocalThread } from './local-thread.ts';
import type { LocalModelOptions } from './local-thread.ts';

/** What the vectors are called: of another model they are not comparable. */
export const localModelId = (model: string): string => `local/${model}`;

const MAX_BATCH = 32;

/**
 * Sentence vectors of an ONNX model on this machine (mean of the tokens', length 1), in a thread of its own: the main
 * one goes on serving. Loaded when it is first asked; what fails then is tried anew at the next call.
 */
export function openLocalModel(options: LocalModelOptions): EmbeddingModel & AsyncDisposable {
  let thread: LocalThread | undefined;
  return {
    id: localModelId(options.model),
    maxBatch: MAX_BATCH,
    embed: (texts, { signal }) => {
      if (texts.length === 0) return Promise.resolve([]);
      if (thread === undefined || thread.isBroken) thread = new LocalThread(options, 'embed');
      return thread.ask({ texts }, signal);
    },
    [Symbol.asyncDispose]: async () => {
      await thread?.end();
    },
  };
}
