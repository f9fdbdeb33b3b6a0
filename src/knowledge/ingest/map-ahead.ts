/**
 * Maps in order while up to `ahead` later items are already being worked on. Leaving early aborts those: `work` gets
 * a signal for it, and the source is closed.
 */
export async function* mapAhead<Item, Result>(
  source: AsyncIterable<Item>,
  options: { ahead: number; signal: AbortSignal; work(item: Item, signal: AbortSignal): Promise<Result> },
): AsyncGenerator<Result> {
  using linked = linkSignal(options.signal);
  const pending: Promise<PromiseSettledResult<Result>>[] = [];
  for await (const item of source) {
    pending.push(settled(options.work(item, linked.controller.signal)));
    if (pending.length > options.ahead) yield valueOf(await pending.shift()!);
  }
  while (pending.length > 0) yield valueOf(await pending.shift()!);
}

/** A failure is kept until its turn comes, so that it does not count as unhandled meanwhile. */
async function settled<T>(work: Promise<T>): Promise<PromiseSettledResult<T>> {
  const [result] = await Promise.allSettled([work]);
  return result;
}

function valueOf<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}

/** Linked by hand and unlinked at the end: `AbortSignal.any` would keep every job's signal alive. */
function linkSignal(signal: AbortSignal): Disposable & { controller: AbortController } {
  const controller = new AbortController();
  const pass = (): void => controller.abort(signal.reason);
  if (signal.aborted) pass();
  else signal.addEventListener('abort', pass, { once: true });
  return {
    controller,
    [Symbol.dispose]: () => {
      signal.removeEventListener('abort', pass);
      controller.abort();
    },
  };
}
