import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface RunningWorker extends AsyncDisposable {
  process: ChildProcess;
  printed: () => string;
}

export interface StartWorkerOptions {
  /** From a test store on PostgreSQL. */
  environment: Record<string, string>;
  command?: keyof typeof READY;
  /** For the Node that runs it. */
  nodeOptions?: string[];
}

/** What each says once it works. */
const READY = { worker: 'Working on the jobs', stream: 'Computing the features' };

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** Starts `quarry worker`, or `quarry stream`, and waits until it works. Disposing asks it to end. */
export async function startWorker(options: StartWorkerOptions): Promise<RunningWorker> {
  const { command = 'worker' } = options;
  const child = spawn(process.execPath, [...(options.nodeOptions ?? []), MAIN, command], {
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const ready = Promise.withResolvers<void>();
  const hear = (chunk: Buffer): void => {
    printed += chunk.toString();
    if (printed.includes(READY[command])) ready.resolve();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const died = once(child, 'exit').then(() => ready.reject(new Error(`The ${command} ended:\n${printed}`)));
  died.catch(() => undefined);
  await ready.promise;
  return {
    process: child,
    printed: () => printed,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
