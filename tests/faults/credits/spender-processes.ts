import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { DatabaseConfig } from '#kernel/db/open-database.ts';
import type { SpendOrder, SpendReport } from './spender.ts';

const PROGRAM = fileURLToPath(new URL('spender-process.ts', import.meta.url));

/** Processes of their own on the same database, ready for orders. Disposing kills them. */
export interface Spenders extends AsyncDisposable {
  processes: ChildProcess[];
}

export async function startSpenders(database: DatabaseConfig, count: number): Promise<Spenders> {
  const processes = Array.from({ length: count }, () => fork(PROGRAM, { stdio: 'inherit' }));
  const ready = processes.map(child => once(child, 'message'));
  for (const child of processes) child.send({ database });
  await Promise.all(ready);
  return {
    processes,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(processes.map(kill));
    },
  };
}

export async function orderRush(child: ChildProcess, order: SpendOrder): Promise<SpendReport> {
  const answered = once(child, 'message');
  child.send(order);
  const [report] = (await answered) as [SpendReport];
  return report;
}

/** As `kill -9`: resolves when it is gone. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
