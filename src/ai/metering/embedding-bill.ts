import type { Tx } from '#kernel/db/database.ts';
import { settleAll } from '#usage/holds/end-holds.ts';
import type { Hold, Work } from '#usage/holds/hold.ts';
import { settlementOf } from '#usage/holds/open-usage.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import { QuotaExceeded } from '#usage/holds/quota-exceeded.ts';
import type { EmbeddingModel } from '../embed.ts';
import { estimateTokens } from '../estimate-tokens.ts';
import { CallTimer } from '../calls/call-timer.ts';
import { boundTokens } from './bound-tokens.ts';

/** Longer than the longest deadline of a provider call. */
const LEASE_MS = 900_000;

/**
 * What embedding costs in one request: each call of `model` takes its bound before the provider is called, `settle`
 * bills for what was embedded, and what was not settled when this is disposed costs nothing.
 */
export class EmbeddingBill implements AsyncDisposable {
  /** @throws QuotaExceeded from `embed`, before the provider is called. */
  readonly model: EmbeddingModel;
  readonly #usage: Usage;
  readonly #work: Work;
  #refusal: QuotaExceeded | undefined;
  #open: { hold: Hold; embeddingTokens: number; latencyMs: number }[] = [];

  constructor(usage: Usage, model: EmbeddingModel, work: Omit<Work, 'model'>) {
    this.#usage = usage;
    this.#work = { ...work, model: model.id };
    this.model = { ...model, embed: (texts, options) => this.#embed(model, texts, options) };
  }

  /** In the transaction that makes the work visible; call it last, as it locks the tenant's counter. */
  async settle(tx: Tx): Promise<void> {
    const settlements = this.#open.map(({ hold, ...used }) =>
      settlementOf(hold, { ...used, source: 'estimated' }),
    );
    if (settlements.length > 0) await settleAll(tx, { tenantId: this.#work.tenantId, settlements });
  }

  /** No provider was asked for anything. */
  get isEmpty(): boolean {
    return this.#open.length === 0;
  }

  /** For callers that go on without vectors when embedding fails. @throws QuotaExceeded if that is why it did. */
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

  async #embed(
    model: EmbeddingModel,
    texts: string[],
    options: Parameters<EmbeddingModel['embed']>[1],
  ): Promise<Float32Array[]> {
    const bound = { embeddingTokens: boundTokens(texts) };
    const hold = await this.#reserve(bound);
    const call = { hold, embeddingTokens: 0, latencyMs: 0 };
    this.#open.push(call);
    const timer = options.timer ?? new CallTimer();
    const vectors = await model.embed(texts, { ...options, timer });
    call.embeddingTokens = texts.reduce((sum, text) => sum + estimateTokens(text), 0);
    call.latencyMs = timer.timings.totalMs;
    return vectors;
  }
}
