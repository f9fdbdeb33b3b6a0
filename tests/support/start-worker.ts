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
  /** For the Node that runs it. */
  nodeOptions?: string[];
}

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** Starts `quarry worker` and waits until it works on jobs. Disposing asks it to end. */
export async function startWorker(options: StartWorkerOptions): Promise<RunningWorker> {
  const child = spawn(process.execPath, [...(options.nodeOptions ?? []), MAIN, 'worker'], {
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const ready = Promise.withResolvers<void>();
  const hear = (chunk: Buffer): void => {
    printed += chunk.toString();
    if (printed.includes('Working on the jobs')) ready.resolve();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const died = once(child, 'exit').then(() => ready.reject(new Error(`The worker ended:\n${printed}`)));
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
