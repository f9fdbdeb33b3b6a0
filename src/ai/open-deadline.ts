/** A signal that fires when its parent does or when time is up. Dispose it, or the parent holds on to it. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
  /** Fires with `reason` after this time, unless it is stopped before. */
  start(timeoutMs: number, reason: () => Error): void;
  /** No time limit of its own from here on. */
  stop(): void;
}

/** Linked and unlinked by hand: `AbortSignal.any` on a long-lived parent keeps every child in memory. */
export function openDeadline(parent: AbortSignal): Deadline {
  const controller = new AbortController();
  const follow = (): void => controller.abort(parent.reason);
  let timer: NodeJS.Timeout | undefined;
  if (parent.aborted) follow();
  else parent.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    start(timeoutMs, reason) {
      timer = setTimeout(() => controller.abort(reason()), timeoutMs);
    },
    stop: () => clearTimeout(timer),
    [Symbol.dispose]() {
      clearTimeout(timer);
      parent.removeEventListener('abort', follow);
    },
  };
}

/** Settles as `work` does, or rejects with the signal's reason as soon as that fires, even if `work` never settles. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
    // The loser may still reject later; nobody is left to hear it.
    work.catch(ignore);
    aborted.promise.catch(ignore);
  }
}

/** For promises whose failure concerns nobody any more. */
export function ignore(): void {}
