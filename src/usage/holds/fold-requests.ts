/** `again`: neither granted nor refused in this round. */
export const AGAIN = Symbol('again');

interface Waiting<In, Out> {
  item: In;
  resolve: (result: Out) => void;
  reject: (reason: unknown) => void;
}

/**
 * Requests for one thing that only one of them can change at a time: while one round is under way, those that arrive
 * wait, and the next round takes them all. A round that fails fails for all that were in it.
 */
export class FoldedRequests<In, Out> {
  readonly #work: (key: string, items: In[]) => Promise<(Out | typeof AGAIN)[]>;
  readonly #maxItems: number;
  readonly #waiting = new Map<string, Waiting<In, Out>[]>();

  constructor(work: (key: string, items: In[]) => Promise<(Out | typeof AGAIN)[]>, maxItems = 200) {
    this.#work = work;
    this.#maxItems = maxItems;
  }

  add(key: string, item: In): Promise<Out> {
    return new Promise((resolve, reject) => {
      const queue = this.#waiting.get(key);
      const request = { item, resolve, reject };
      if (queue !== undefined) return void queue.push(request);
      this.#waiting.set(key, [request]);
      // A turn later: what is asked for in the same moment shares the first round too.
      queueMicrotask(() => void this.#serve(key));
    });
  }

  /** Never rejects. */
  async #serve(key: string): Promise<void> {
    const queue = this.#waiting.get(key)!;
    while (queue.length > 0) await this.#round(key, queue.splice(0, this.#maxItems), queue);
    this.#waiting.delete(key);
  }

  async #round(key: string, requests: Waiting<In, Out>[], queue: Waiting<In, Out>[]): Promise<void> {
    try {
      const results = await this.#work(
        key,
        requests.map(request => request.item),
      );
      const again = requests.filter((_request, at) => results[at] === AGAIN);
      for (const [at, { resolve }] of requests.entries()) {
        const result = results[at]!;
        if (result !== AGAIN) resolve(result as Out);
      }
      queue.unshift(...again);
    } catch (error) {
      for (const { reject } of requests) reject(error);
    }
  }
}
