export interface LinkedSignals extends Disposable {
  readonly signal: AbortSignal;
  abort(reason: Error): void;
}

/**
 * A signal that fires with the first of its parents. By hand and unlinked on dispose, because `AbortSignal.any` on a
 * long-lived parent keeps every child in memory.
 */
export function linkSignals(...parents: AbortSignal[]): LinkedSignals {
  const controller = new AbortController();
  const follow = (): void => controller.abort(parents.find(parent => parent.aborted)?.reason);
  for (const parent of parents) parent.addEventListener('abort', follow, { once: true });
  if (parents.some(parent => parent.aborted)) follow();
  return {
    signal: controller.signal,
    abort: reason => controller.abort(reason),
    [Symbol.dispose]() {
      for (const parent of parents) parent.removeEventListener('abort', follow);
    },
  };
}
