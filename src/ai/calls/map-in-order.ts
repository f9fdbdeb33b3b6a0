import { Semaphore } from '#kernel/limits/semaphore.ts';
import { ignore, untilAborted } from '../open-deadline.ts';
import { linkSignals } from './link-signals.ts';
import type { LinkedSignals } from './link-signals.ts';

export interface MapOptions {
  /** Pieces of work under way at once. */
  parallel: number;
  /** Pieces that were begun and not taken yet, finished ones included: as far as it runs ahead of its reader. */
  ahead: number;
  signal: AbortSignal;
}

type Work<In, Out> = (item: In, signal: AbortSignal) => Promise<Out>;

/**
 * The results of `work` in the order of the source. Reads the source and works while its reader is busy with earlier
 * results, but never further ahead than told. After a failure nothing new begins, yet the results before it are still
 * handed over: they were paid for. Whatever way the reader leaves, all work has ended and the source is closed before
 * this ends.
 */
export async function* mapInOrder<In, Out>(
  source: Iterable<In> | AsyncIterable<In>,
  options: MapOptions,
  work: Work<In, Out>,
): AsyncGenerator<Out> {
  using running = linkSignals(options.signal);
  using starting = linkSignals(running.signal);
  const results = new Results<Out>(options.ahead);
  const pump = pumpSource({ source, running, starting, results, work, parallel: options.parallel });
  pump.catch(ignore);
  try {
    for (;;) {
      const result = await untilAborted(results.take(), running.signal);
      if (result === undefined) break;
      yield await untilAborted(result.work, running.signal);
      // Only now: while the reader is busy with a result, its place is not free.
      result.place[Symbol.dispose]();
    }
    await pump;
  } finally {
    running.abort(new Error('nobody reads on'));
    await pump.catch(ignore);
    await results.settled();
  }
}

interface Pumping<In, Out> {
  source: Iterable<In> | AsyncIterable<In>;
  /** Of work that has begun. */
  running: LinkedSignals;
  /** Of what has not: also fires at the first failure. */
  starting: LinkedSignals;
  results: Results<Out>;
  work: Work<In, Out>;
  parallel: number;
}

async function pumpSource<In, Out>(pumping: Pumping<In, Out>): Promise<void> {
  const { source, running, starting, results, work, parallel } = pumping;
  const turns = new Semaphore(parallel);
  const run = async (item: In): Promise<Out> => {
    using _turn = await turns.acquire(starting.signal);
    starting.signal.throwIfAborted();
    return await work(item, running.signal);
  };
  try {
    await results.reserve(starting.signal);
    for await (const item of source) {
      starting.signal.throwIfAborted();
      results.put(run(item), error => starting.abort(error));
      await results.reserve(starting.signal);
    }
  } finally {
    results.end();
  }
}

interface Result<Out> {
  work: Promise<Out>;
  place: Disposable;
}

/** A queue of promises with a limited number of places. */
class Results<Out> {
  readonly #places: Semaphore;
  readonly #queue: (Result<Out> | undefined)[] = [];
  readonly #working = new Set<Promise<unknown>>();
  #reserved: Disposable | undefined;
  #wake: () => void = ignore;

  constructor(places: number) {
    this.#places = new Semaphore(places);
  }

  async reserve(signal: AbortSignal): Promise<void> {
    this.#reserved = await this.#places.acquire(signal);
  }

  put(work: Promise<Out>, onFailure: (error: Error) => void): void {
    const tracked = work.catch(onFailure).finally(() => this.#working.delete(tracked));
    this.#working.add(tracked);
    this.#queue.push({ work, place: this.#reserved! });
    this.#wake();
  }

  end(): void {
    this.#queue.push(undefined);
    this.#wake();
  }

  /** Undefined at the end. */
  async take(): Promise<Result<Out> | undefined> {
    while (this.#queue.length === 0) await new Promise<void>(resolve => (this.#wake = resolve));
    return this.#queue.shift();
  }

  async settled(): Promise<void> {
    await Promise.all(this.#working);
  }
}
