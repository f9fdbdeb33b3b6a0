import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface BackgroundTask {
  url: string;
  apiKey: string;
  libraryId: string;
  /** Talks to import. */
  file: string;
}

/** What was begun. */
export interface Behind {
  documents: number;
  imports: number;
  scorings: number;
  failures: string[];
}

const CHILD = fileURLToPath(new URL('./background-child.ts', import.meta.url));

/**
 * What goes on behind the requests until `stop`: documents come in, a file of talks is imported, and the talks are
 * scored. From a process of its own: whoever sends the requests must not be late by it.
 */
export function workBehind(task: BackgroundTask): { stop(): Promise<Behind> } {
  const child = fork(CHILD, { stdio: 'inherit' });
  child.send(task);
  const told = once(child, 'message').then(([message]) => message as Behind);
  const died = once(child, 'exit').then(() => {
    throw new Error('what went on behind the requests ended by itself');
  });
  const done = Promise.race([told, died]);
  done.catch(() => undefined);
  return {
    stop: async () => {
      child.send('stop');
      return await done;
    },
  };
}
