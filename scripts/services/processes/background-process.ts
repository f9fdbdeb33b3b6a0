import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface BackgroundProcess {
  pid: number;
  /** Of the process, so that another one that was given its id later is left alone; undefined where nobody tells. */
  startedAt?: string;
  logFile: string;
}

interface StartOptions {
  command: string;
  args: string[];
  logFile: string;
  env?: Record<string, string>;
  cwd?: string;
}

/** Starts a program that outlives this one; what it says goes into its log file. */
export function startInBackground({ command, args, logFile, env, cwd }: StartOptions): BackgroundProcess {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'w', 0o600);
  const child = spawn(command, args, {
    detached: true,
    stdio: ['ignore', log, log],
    cwd,
    env: { ...process.env, ...env },
  });
  closeSync(log);
  child.on('error', () => {});
  child.unref();
  if (child.pid === undefined) throw new Error(`${command} cannot be started: is it installed?`);
  return { pid: child.pid, startedAt: startOf(child.pid), logFile };
}

export function isAlive({ pid, startedAt }: BackgroundProcess): boolean {
  const found = startOf(pid);
  if (found !== undefined || startedAt !== undefined) return found !== undefined && found === startedAt;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Asks it to end, and ends it after `patienceMs`. Resolves when it is gone. */
export async function stopProcess(running: BackgroundProcess, patienceMs = 20_000): Promise<void> {
  const givesUpAt = performance.now() + patienceMs;
  if (isAlive(running)) process.kill(running.pid, 'SIGTERM');
  while (isAlive(running)) {
    if (performance.now() > givesUpAt) process.kill(running.pid, 'SIGKILL');
    await delay(100);
  }
}

/** Gives it no chance to do anything more. Resolves when it is gone. */
export async function killProcess(running: BackgroundProcess): Promise<void> {
  process.kill(running.pid, 'SIGKILL');
  while (isAlive(running)) await delay(10);
}

/** A process that was killed holds its port until the last of its threads is gone. */
export async function waitUntilSilent(answers: () => Promise<boolean>): Promise<void> {
  while (await answers()) await delay(20);
}

/** Until `isReady` says so. @throws with the end of its log when it ends first or takes too long */
export async function waitUntilReady(
  running: BackgroundProcess,
  isReady: () => Promise<boolean>,
  patienceMs = 120_000,
): Promise<void> {
  const givesUpAt = performance.now() + patienceMs;
  while (!(await isReady())) {
    if (isAlive(running) && performance.now() < givesUpAt) await delay(200);
    else throw new Error(`${await giveUp(running)}\n${lastLines(running.logFile)}`);
  }
}

async function giveUp(running: BackgroundProcess): Promise<string> {
  if (!isAlive(running)) return 'It ended instead of answering. The end of its log:';
  await stopProcess(running, 5_000);
  return 'It did not answer in time and was stopped. The end of its log:';
}

const lastLines = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\n').slice(-12).join('\n');

/** In clock ticks since the machine began, where /proc tells; a zombie has ended. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
