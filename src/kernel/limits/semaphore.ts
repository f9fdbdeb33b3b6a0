/** Counts how many may pass at once in this process; those who wait pass in the order they came. */
export class Semaphore {
  #limit: number;
  #taken = 0;
  readonly #waiting = new Set<() => void>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get taken(): number {
    return this.#taken;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * Held until disposed, whatever happens to the work meanwhile: a slot that is freed while its call still runs
   * lets one call too many through.
   * @throws the signal's reason when it aborts while waiting.
   */
  async acquire(signal: AbortSignal): Promise<Disposable> {
    signal.throwIfAborted();
    if (this.#taken >= this.#limit) await this.#wait(signal);
    else this.#taken += 1;
    return this.#hold();
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const pass = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        this.#waiting.delete(pass);
        reject(signal.reason as Error);
      };
      this.#waiting.add(pass);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  #hold(): Disposable {
    let held = true;
    return {
      [Symbol.dispose]: () => {
        if (held) this.#passOn();
        held = false;
      },
    };
  }

  /** The slot goes straight to whoever waits longest, so that nobody who comes now can overtake. */
  #passOn(): void {
    const [next] = this.#waiting;
    if (next === undefined) return void (this.#taken -= 1);
    this.#waiting.delete(next);
    next();
  }
}
