import { spawn } from 'node:child_process';

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
  const forward = (signal: NodeJS.Signals) => void child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, forward);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
    });
  } finally {
    for (const signal of signals) process.off(signal, forward);
  }
}

/** The Node that runs us runs our children too; `npm run` has already made that Node 24. */
export function runNode(args: string[], options: { environment?: NodeJS.ProcessEnv } = {}): Promise<number> {
  return runCommand(process.execPath, args, options);
}
