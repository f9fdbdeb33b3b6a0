import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import type { Conversation, SentimentEngine, TurnSentiment } from '../sentiment.ts';

/** Longer tasks would be in the way of others, shorter ones cost more to hand over. */
const TASK_CHARACTERS = 64 * 1024;
/** A thread holds some 50 MB: it goes when there is nothing to score. */
const IDLE_MS = 15_000;

/**
 * VADER in threads of their own, one for each core unless told otherwise, which start with the first task. A task whose
 * signal aborts is ended with its thread.
 */
export function openLexiconEngine(options: { threads?: number } = {}): SentimentEngine & AsyncDisposable {
  const pool = new Piscina<Conversation[], TurnSentiment[][]>({
    filename: new URL('./score-worker.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: options.threads ?? availableParallelism(),
    idleTimeout: IDLE_MS,
    recordTiming: false,
    env: {},
  });
  return {
    id: 'vader',
    async score(conversations, { signal }) {
      signal.throwIfAborted();
      const tasks = splitTasks(conversations).map(task => pool.run(task, { signal }));
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

function splitTasks(conversations: Conversation[]): Conversation[][] {
  const tasks: Conversation[][] = [];
  let characters = Infinity;
  for (const conversation of conversations) {
    if (characters >= TASK_CHARACTERS) {
      tasks.push([]);
      characters = 0;
    }
    tasks.at(-1)!.push(conversation);
    characters += conversation.turns.reduce((sum, turn) => sum + turn.length, 0);
  }
  return tasks;
}
