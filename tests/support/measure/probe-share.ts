import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Times since the epoch, as the database tells them too. */
interface Span {
  startedMs: number;
  tookMs: number;
}

export interface ShareProbe extends AsyncDisposable {
  /** Of a span that is over, the share of its time in which the machine let a patient process run: 1 is all of it. */
  shareOf(span: Span): Promise<number>;
}

const BURN = fileURLToPath(new URL('./burn-child.ts', import.meta.url));

/**
 * A process with the priority of a reader of files does the same small piece of work again and again. How much longer
 * that takes than at its best tells how long whoever wants to run has to wait for a processor.
 */
export async function startShareProbe(): Promise<ShareProbe> {
  const child = fork(BURN, { stdio: 'ignore' });
  const bursts: Span[] = [];
  child.on('message', message => bursts.push(message as Span));
  while (bursts.length === 0) await once(child, 'message');
  const exited = once(child, 'exit');
  return {
    async shareOf(span) {
      const endMs = span.startedMs + span.tookMs;
      // What was under way at its end is told only later.
      while (bursts.at(-1)!.startedMs < endMs) await once(child, 'message');
      return shareIn(bursts, span);
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function shareIn(bursts: readonly Span[], { startedMs, tookMs }: Span): number {
  const endMs = startedMs + tookMs;
  const met = bursts.filter(burst => burst.startedMs < endMs && burst.startedMs + burst.tookMs > startedMs);
  // A span shorter than the pause between two bursts may meet none.
  if (met.length === 0) return 1;
  const bestMs = Math.min(...bursts.map(burst => burst.tookMs));
  return (bestMs * met.length) / met.reduce((sum, burst) => sum + burst.tookMs, 0);
}
