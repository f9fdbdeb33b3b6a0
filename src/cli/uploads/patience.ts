import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '#kernel/errors/app-error.ts';

const PATIENCE_MS = 60_000;
const PAUSE_MS = 500;

/** Asks again while the server is away or busy. */
export class Patience {
  readonly #signal: AbortSignal;
  readonly #patienceMs: number;
  #endsMs = 0;
  /** The server took our key before. */
  #isKnown = false;

  constructor({ signal, patienceMs = PATIENCE_MS }: { signal: AbortSignal; patienceMs?: number }) {
    this.#signal = signal;
    this.#patienceMs = patienceMs;
    this.renew();
  }

  renew(): void {
    this.#endsMs = performance.now() + this.#patienceMs;
  }

  /** @throws AppError once it is at its end */
  async insist<T>(ask: (isAgain: boolean) => Promise<T>): Promise<T> {
    for (let isAgain = false; ; isAgain = true) {
      try {
        const answer = await ask(isAgain);
        this.#isKnown = true;
        return answer;
      } catch (error) {
        if (this.#signal.aborted || !this.#mayPass(error)) throw error;
        if (performance.now() > this.#endsMs) throw serverGone(error);
        await delay(PAUSE_MS, undefined, { signal: this.#signal });
      }
    }
  }

  /**
   * A broken connection, an offset that the server knows better, a piece that it is still dealing with, an overload; or
   * a server that was restarted and has not yet said which key it takes now.
   */
  #mayPass(error: unknown): boolean {
    if (!(error instanceof AppError)) return isBroken(error);
    if (error.status === 401) return this.#isKnown;
    return [409, 423, 429].includes(error.status) || error.status >= 500;
  }
}

/** What fetch says of a connection that could not be made, or broke off. */
const isBroken = (error: unknown): boolean =>
  error instanceof TypeError && ['fetch failed', 'terminated'].includes(error.message);

const serverGone = (cause: unknown): AppError =>
  new AppError('The server does not answer any more.', {
    code: 'server-gone',
    status: 503,
    nextStep: 'Run the same command again once it is back: it goes on where it stopped.',
    cause,
  });
