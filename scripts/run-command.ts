import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

/** Runs a program on our terminal, hands signals on to it, and resolves to its exit code (128 + n when signal n ended it). */
export async function runCommand(
  command: string,
  args: string[],
  options: { cwd?: string; environment?: NodeJS.ProcessEnv } = {},
): Promise<number> {
  const child = spawn(command, args, {
    stdio: 'inherit',
    cwd: options.cwd,
    env: options.environment ?? process.env,
  });
  using _forwarding = forwardSignals(child);
  return await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(exitCodeOf(code, signal)));
  });
}

/** The Node that runs us runs our children too; `npm run` has already made that Node 24. */
export function runNode(args: string[], options: { environment?: NodeJS.ProcessEnv } = {}): Promise<number> {
  return runCommand(process.execPath, args, options);
}

/** Until disposed of, what would end us ends the child, which ends us. */
export function forwardSignals(child: ChildProcess): Disposable {
  const forward = (signal: NodeJS.Signals) => void child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, forward);
  return {
    [Symbol.dispose]: () => {
      for (const signal of signals) process.off(signal, forward);
    },
  };
}

/** 128 + n when signal n ended the program. */
export const exitCodeOf = (code: number | null, signal: NodeJS.Signals | null): number =>
  code ?? (signal === 'SIGINT' ? 130 : 143);
