import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { exitCodeOf, forwardSignals } from './run-command.ts';

const KEPT_LINES = 60;
const LAST_WORDS_MS = 1_000;

/**
 * Runs a program whose output people see as it comes.
 * @returns its exit code (128 + n when signal n ended it) and how its output ended: 60 lines at most.
 */
export async function runShown(
  command: string,
  args: string[],
): Promise<{ exitCode: number; lastLines: string }> {
  const child = spawn(command, args, { stdio: ['inherit', 'pipe', 'pipe'] });
  using _forwarding = forwardSignals(child);
  let kept = '';
  for (const [from, to] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ] as const) {
    from.setEncoding('utf8').on('data', (text: string) => {
      to.write(text);
      kept = (kept + text).split('\n').slice(-KEPT_LINES).join('\n');
    });
  }
  const closed = new Promise(resolve => child.on('close', resolve));
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(exitCodeOf(code, signal)));
  });
  // A service that it left running may hold its output open for good.
  await Promise.race([closed, delay(LAST_WORDS_MS)]);
  child.stdout.destroy();
  child.stderr.destroy();
  return { exitCode, lastLines: kept.trim() };
}
