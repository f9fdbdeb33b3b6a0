import type { StoredPart } from './run-part.ts';

/** A reader that falls this far behind reads the log again instead. */
const MAX_KEPT_PARTS = 500;

/** What a reader waits on: parts that were stored meanwhile, or just the news that there are some. */
export class RunSubscription implements Disposable {
  readonly #leave: (subscription: RunSubscription) => void;
  #kept: StoredPart[] = [];
  #isWoken = false;
  #wake: (() => void) | undefined;

  constructor(leave: (subscription: RunSubscription) => void) {
    this.#leave = leave;
  }

  deliver(parts: StoredPart[]): void {
    if (this.#kept.length + parts.length > MAX_KEPT_PARTS) this.#kept = [];
    else this.#kept.push(...parts);
    this.#isWoken = true;
    this.#wake?.();
  }

  /** The parts that follow `seq` without a gap, as far as they were delivered; they need no query. */
  take(seq: number): StoredPart[] {
    const parts = this.#kept.filter(each => each.seq > seq);
    this.#kept = [];
    return parts[0]?.seq === seq + 1 ? parts : [];
  }

  /** Resolves at the next delivery since the last wait, when time is up, or when the signal fires. */
  wait(timeoutMs: number, signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const finish = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', finish);
        this.#wake = undefined;
        this.#isWoken = false;
        resolve();
      };
      const timer = setTimeout(finish, timeoutMs);
      signal.addEventListener('abort', finish, { once: true });
      this.#wake = finish;
      if (this.#isWoken || signal.aborted) finish();
    });
  }

  [Symbol.dispose](): void {
    this.#leave(this);
  }
}

/** Brings news of runs to their readers in this process. */
export class RunWakeups {
  readonly #byRun = new Map<string, Set<RunSubscription>>();

  subscribe(runId: string): RunSubscription {
    const subscription = new RunSubscription(left => this.#leave(runId, left));
    const others = this.#byRun.get(runId);
    if (others === undefined) this.#byRun.set(runId, new Set([subscription]));
    else others.add(subscription);
    return subscription;
  }

  /** `parts` are stored already: nobody is shown what a crash could take back. */
  publish(runId: string, parts: StoredPart[]): void {
    for (const each of this.#byRun.get(runId) ?? []) each.deliver(parts);
  }

  #leave(runId: string, subscription: RunSubscription): void {
    const others = this.#byRun.get(runId);
    others?.delete(subscription);
    if (others?.size === 0) this.#byRun.delete(runId);
  }
}
