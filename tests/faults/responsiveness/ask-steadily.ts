import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Answer, AskOptions } from './workload.ts';

const CHILD = fileURLToPath(new URL('ask-child.ts', import.meta.url));

/** Asks from a process of its own until the returned function is called, which gives the answers. */
export function askSteadily(options: AskOptions): () => Promise<Answer[]> {
  const child = fork(CHILD, [JSON.stringify(options)], { serialization: 'advanced' });
  return async () => {
    const answered = once(child, 'message') as Promise<[Answer[]]>;
    child.send('stop');
    const [answers] = await answered;
    return answers;
  };
}
