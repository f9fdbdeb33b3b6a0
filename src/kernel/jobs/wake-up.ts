/** A bell that stays rung until somebody looks: a ring while nobody waits is not lost. */
export class WakeUp {
  #rung = false;
  #waiting: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#waiting?.();
  }

  /** Waits for a ring since the last call. */
  async wait(): Promise<void> {
    if (!this.#rung) await new Promise<void>(resolve => (this.#waiting = resolve));
    this.#waiting = undefined;
    this.#rung = false;
  }
}
