import type { Tx } from '#kernel/db/database.ts';
import { settleAll } from '#usage/holds/end-holds.ts';
import type { Hold, Work } from '#usage/holds/hold.ts';
import { settlementOf } from '#usage/holds/open-usage.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import { QuotaExceeded } from '#usage/holds/quota-exceeded.ts';
import { CallTimer } from '../calls/call-timer.ts';
import type { CountedEmbedding } from './count-embedding.ts';

/** Longer than the longest deadline of a provider call. */
const LEASE_MS = 900_000;

/** Of a call that failed. */
const NOTHING: CountedEmbedding = { embeddingTokens: 0, source: 'estimated' };

/** What calls that read tokens cost in one request: what was not settled when this is disposed costs nothing. */
export class BilledCalls implements AsyncDisposable {
  readonly #usage: Usage;
  readonly #work: Work;
  #refusal: QuotaExceeded | undefined;
  #open: { hold: Hold; used: CountedEmbedding; latencyMs: number }[] = [];

  constructor(usage: Usage, work: Work) {
    this.#usage = usage;
    this.#work = work;
  }

  /** Takes the call's bound before it is made. @throws QuotaExceeded */
  async bill<T>(
    tokens: { bound: number; used: (timer: CallTimer) => CountedEmbedding },
    given: CallTimer | undefined,
    call: (timer: CallTimer) => Promise<T>,
  ): Promise<T> {
    const hold = await this.#reserve({ embeddingTokens: tokens.bound });
    const open = { hold, used: NOTHING, latencyMs: 0 };
    this.#open.push(open);
    const timer = given ?? new CallTimer();
    const result = await call(timer);
    open.used = tokens.used(timer);
    open.latencyMs = timer.timings.totalMs;
    return result;
  }

  /** In the transaction that makes the work visible; call it last, as it locks the tenant's counter. */
  async settle(tx: Tx): Promise<void> {
    const settlements = this.#open.map(({ hold, used, latencyMs }) =>
      settlementOf(hold, { ...used, latencyMs }),
    );
    if (settlements.length > 0) await settleAll(tx, { tenantId: this.#work.tenantId, settlements });
  }

  /** No provider was asked for anything. */
  get isEmpty(): boolean {
    return this.#open.length === 0;
  }

  /** For callers that go on when a call fails. @throws QuotaExceeded if that is why it did. */
  throwIfRefused(): void {
    if (this.#refusal !== undefined) throw this.#refusal;
  }

  /** Settled holds are left as they are. */
  async [Symbol.asyncDispose](): Promise<void> {
    const open = this.#open;
    this.#open = [];
    for (const { hold } of open) await this.#usage.release(hold);
  }

  async #reserve(bound: { embeddingTokens: number }): Promise<Hold> {
    try {
      return await this.#usage.reserve({ ...this.#work, bound, leaseMs: LEASE_MS });
    } catch (error) {
      if (error instanceof QuotaExceeded) this.#refusal = error;
      throw error;
    }
  }
}
