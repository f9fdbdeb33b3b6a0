import { spawn } from 'node:child_process';

export interface QuietRun {
  exitCode: number;
  /** Standard output, then standard error. */
  output: string;
}

interface QuietOptions {
  uid?: number;
  gid?: number;
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  timeoutMs?: number;
}

/** Runs a program without a terminal and collects what it says; a missing program ends with 127 like in a shell. */
export function runQuietly(command: string, args: string[], options: QuietOptions = {}): Promise<QuietRun> {
  const { timeoutMs, ...spawnOptions } = options;
  return new Promise(resolve => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      ...spawnOptions,
    });
    let said = '';
    let complained = '';
    child.stdout.on('data', chunk => (said += String(chunk)));
    child.stderr.on('data', chunk => (complained += String(chunk)));
    child.on('error', error => resolve({ exitCode: 127, output: error.message }));
    child.on('close', code => resolve({ exitCode: code ?? 137, output: (said + complained).trim() }));
  });
}
