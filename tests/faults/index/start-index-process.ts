import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { IndexOrder } from './index-order.ts';

const PROGRAM = fileURLToPath(new URL('index-process.ts', import.meta.url));

export interface IndexProcess {
  /** Resolves when everything is as its model wants it, or when it has died. */
  settled: Promise<void>;
  /** Resolves when it has died, with what it died of. */
  gone: Promise<string>;
  /** As `kill -9`. */
  kill(): Promise<string>;
}

/** A process of its own on the same database; resolves when it works. */
export async function startIndexProcess(order: IndexOrder): Promise<IndexProcess> {
  const child = fork(PROGRAM, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let said = '';
  child.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const gone = once(child, 'exit').then(([code, signal]) =>
    signal === 'SIGKILL' ? 'SIGKILL' : `${String(signal ?? code)}: ${said.slice(0, 500)}`,
  );
  const settled = Promise.withResolvers<void>();
  const working = Promise.withResolvers<void>();
  child.on('message', message => (message === 'settled' ? settled : working).resolve());
  void gone.then(() => [settled, working].forEach(each => each.resolve()));
  child.send(order);
  await working.promise;
  return {
    settled: settled.promise,
    gone,
    kill: () => {
      child.kill('SIGKILL');
      return gone;
    },
  };
}
