/** Lets loops sleep until their topic has grown. */
export class WakeUp {
  readonly #waiting = new Map<string, Set<() => void>>();

  wake(topic: string): void {
    const waiting = this.#waiting.get(topic) ?? [];
    this.#waiting.delete(topic);
    for (const each of waiting) each();
  }

  /** Resolves at the next `wake`, after `timeoutMs` or with the signal, whichever is first. */
  next(topic: string, timeoutMs: number, signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const waiting = this.#waiting.get(topic) ?? new Set();
      this.#waiting.set(topic, waiting);
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        waiting.delete(end);
        resolve();
      };
      const timer = setTimeout(end, timeoutMs);
      signal.addEventListener('abort', end, { once: true });
      waiting.add(end);
      if (signal.aborted) end();
    });
  }
}
