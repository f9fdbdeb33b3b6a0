import { WakeUp } from '#kernel/jobs/wake-up.ts';

export interface MapAheadOptions<Item, Result> {
  /** Where the items come from; the signal ends it when nobody wants more. */
  read(signal: AbortSignal): AsyncIterable<Item>;
  work(item: Item, signal: AbortSignal): Promise<Result>;
  /** Items being worked on behind the one that is waited for. */
  ahead: number;
  signal: AbortSignal;
}

/**
 * Reads, works and hands over at the same time, in order: a result is given out as soon as it and all before it are
 * there. What failed is thrown in its turn, so everything before it is still given out. Leaving early aborts the rest.
 */
export async function* mapAhead<Item, Result>(
  options: MapAheadOptions<Item, Result>,
): AsyncGenerator<Result> {
  using linked = linkSignal(options.signal);
  const { signal } = linked.controller;
  const started = new Started<Result>(options.ahead);
  const reading = settled(startAll(options, started, signal)).finally(() => started.end());
  try {
    for (let first = await started.first(); first !== undefined; first = await started.first()) {
      const result = valueOf(first);
      started.shift();
      yield result;
    }
    valueOf(await reading);
  } finally {
    linked.controller.abort();
    started.shift();
    await reading;
  }
}

async function startAll<Item, Result>(
  options: MapAheadOptions<Item, Result>,
  started: Started<Result>,
  signal: AbortSignal,
): Promise<void> {
  for await (const item of options.read(signal)) {
    await started.room();
    if (signal.aborted) return;
    started.push(settled(options.work(item, signal)));
  }
}

/** Work under way, oldest first; at most `ahead` behind the first. */
class Started<Result> {
  readonly #ahead: number;
  readonly #queue: Promise<Settled<Result>>[] = [];
  readonly #arrived = new WakeUp();
  readonly #left = new WakeUp();
  #ended = false;

  constructor(ahead: number) {
    this.#ahead = ahead;
  }

  push(work: Promise<Settled<Result>>): void {
    this.#queue.push(work);
    this.#arrived.ring();
  }

  /** No more will come. */
  end(): void {
    this.#ended = true;
    this.#arrived.ring();
  }

  /** Undefined when all are handed over and no more will come. */
  async first(): Promise<Settled<Result> | undefined> {
    while (this.#queue.length === 0 && !this.#ended) await this.#arrived.wait();
    return this.#queue[0];
  }

  shift(): void {
    void this.#queue.shift();
    this.#left.ring();
  }

  async room(): Promise<void> {
    while (this.#queue.length > this.#ahead) await this.#left.wait();
  }
}

type Settled<T> = PromiseSettledResult<T>;

/** A failure is kept until its turn comes, so that it does not count as unhandled meanwhile. */
async function settled<T>(work: Promise<T>): Promise<Settled<T>> {
  const [result] = await Promise.allSettled([work]);
  return result;
}

function valueOf<T>(result: Settled<T>): T {
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
    [Symbol.dispose]: () => signal.removeEventListener('abort', pass),
  };
}
