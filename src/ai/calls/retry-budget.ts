/** Extra calls for each call; a provider in trouble must not get much more work for it. */
const RATIO = 0.1;
/** So that the first call of a process may be retried; the calls after it pay it back. */
const ADVANCE = 2;
/** What a long quiet time can save up. */
const MAX_SAVED = 10;

/** A token bucket: of n calls at most max(2, n / 10) are made again (Finagle's retry budget, without its time window). */
export class RetryBudget {
  #tokens = ADVANCE;
  #unpaid = ADVANCE / RATIO;

  /** A call was sent for the first time. */
  earn(): void {
    if (this.#unpaid > 0) this.#unpaid -= 1;
    else this.#tokens = Math.min(MAX_SAVED, this.#tokens + RATIO);
  }

  /** True when a call may be sent once more; that is then spent. */
  spend(): boolean {
    // Ten tenths are a little less than one.
    if (this.#tokens < 1 - 1e-9) return false;
    this.#tokens -= 1;
    return true;
  }
}
