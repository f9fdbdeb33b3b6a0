import type { Reranker } from '../../rerank.ts';
import { localModelId } from './open-local-model.ts';
import { LocalThread } from './local-thread.ts';
import type { LocalModelOptions } from './local-thread.ts';

/** A small machine reads about as many in a second. */
const MAX_PASSAGES = 50;
/** Read together: each is as long as the longest of its batch. */
const BATCH = 10;

/**
 * A cross-encoder of ONNX on this machine: it reads question and passage together and says one number, which is the
 * score; of a classifier of several classes the last one's. In a thread of its own, loaded when it is first asked.
 */
export function openLocalReranker(options: LocalModelOptions): Reranker & AsyncDisposable {
  let thread: LocalThread | undefined;
  return {
    id: localModelId(options.model),
    maxPassages: MAX_PASSAGES,
    async rerank(query, passages, { signal }) {
      if (thread === undefined || thread.isBroken) thread = new LocalThread(options, 'rerank');
      const scores: number[] = [];
      for (let start = 0; start < passages.length; start += BATCH) {
        const rows = await thread.ask({ query, texts: passages.slice(start, start + BATCH) }, signal);
        scores.push(...rows.map(row => row.at(-1)!));
      }
      return scores;
    },
    [Symbol.asyncDispose]: async () => {
      await thread?.end();
    },
  };
}
