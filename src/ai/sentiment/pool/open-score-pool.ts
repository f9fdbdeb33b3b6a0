import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import type { GivenConversation, SentimentEngine, TurnSentiment } from '../sentiment.ts';

export interface ScorePoolOptions {
  /** Module that scores a list of conversations. */
  worker: URL;
  workerData?: unknown;
  /** Longer tasks would be in the way of others, shorter ones cost more to hand over. */
  taskCharacters: number;
  /** One for each core unless told otherwise. */
  threads?: number;
  idleMs: number;
}

/** Threads that score, which start with the first task. A task whose signal aborts is ended with its thread. */
export function openScorePool(options: ScorePoolOptions): Pick<SentimentEngine, 'score'> & AsyncDisposable {
  const pool = new Piscina<GivenConversation[], TurnSentiment[][]>({
    filename: options.worker.href,
    workerData: options.workerData,
    minThreads: 0,
    maxThreads: options.threads ?? availableParallelism(),
    idleTimeout: options.idleMs,
    recordTiming: false,
    env: {},
  });
  return {
    async score(conversations, { signal }) {
      signal.throwIfAborted();
      const tasks = splitTasks(conversations, options.taskCharacters).map(task => pool.run(task, { signal }));
      const scored = await Promise.allSettled(tasks);
      signal.throwIfAborted();
      return scored.flatMap(each => (each.status === 'fulfilled' ? each.value : raise(each.reason)));
    },
    [Symbol.asyncDispose]: () => pool.destroy(),
  };
}

function raise(reason: unknown): never {
  throw reason;
}

function splitTasks(conversations: GivenConversation[], taskCharacters: number): GivenConversation[][] {
  const tasks: GivenConversation[][] = [];
  let characters = Infinity;
  for (const conversation of conversations) {
    if (characters >= taskCharacters) {
      tasks.push([]);
      characters = 0;
    }
    tasks.at(-1)!.push(conversation);
    characters += lengthOf(conversation);
  }
  return tasks;
}

const lengthOf = ({ turns }: GivenConversation): number =>
  typeof turns === 'string' ? turns.length : turns.reduce((sum, turn) => sum + turn.length, 0);
