import { Piscina } from 'piscina';
import type { PassageLimits } from '../choose-passages.ts';
import type { FoundQuestion } from '../find-questions.ts';
import type { FoundUnit, PassageToRead } from '../find-sentences.ts';
import type { ReadTask } from './read-worker.ts';

/** A thread holds some 50 MB: it goes when there is nothing to read. */
const IDLE_MS = 15_000;

interface Ask {
  signal: AbortSignal;
}

/** Reads passages without a model, in threads that start with the first task and end with its signal. */
export interface Reader extends AsyncDisposable {
  findSentences(passages: PassageToRead[], options: Ask & { count: number }): Promise<FoundUnit[]>;
  findQuestions(passages: PassageToRead[], options: Ask & { count: number }): Promise<FoundQuestion[]>;
  /** The places of those to keep. */
  choosePassages(texts: string[], options: Ask & { limits: PassageLimits }): Promise<number[]>;
}

export function openReader(options: { threads?: number } = {}): Reader {
  const pool = new Piscina<ReadTask, unknown>({
    filename: new URL('./read-worker.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: options.threads ?? 1,
    idleTimeout: IDLE_MS,
    recordTiming: false,
    env: {},
  });
  const run = async <Result>(task: ReadTask, signal: AbortSignal): Promise<Result> => {
    signal.throwIfAborted();
    try {
      return (await pool.run(task, { signal })) as Result;
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  };
  return {
    findSentences: (passages, { count, signal }) => run({ find: 'sentences', passages, count }, signal),
    findQuestions: (passages, { count, signal }) => run({ find: 'questions', passages, count }, signal),
    choosePassages: (texts, { limits, signal }) => run({ find: 'passages', texts, limits }, signal),
    [Symbol.asyncDispose]: () => pool.destroy(),
  };
}
