import type { LanguageModel } from '#ai/complete.ts';
import { boundPromptTokens } from '#ai/metering/bound-tokens.ts';
import { CallTally } from '#ai/metering/call-tally.ts';
import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import { holdMore, releaseSubject, settleSubject } from '#usage/holds/work-in-steps.ts';
import { costOf } from '#usage/prices/price.ts';
import type { Price } from '#usage/prices/price.ts';
import { MAX_OUTPUT_TOKENS } from './build-request.ts';
import { addUsed } from './queries.ts';
import type { InsightAttempt } from './queries.ts';

/** Longer than the longest call with its repair. */
const LEASE_MS = 1_800_000;

/** What an insight's hold is found by. */
export const subjectOf = ({ tenantId, insightId }: { tenantId: string; insightId: string }) => ({
  tenantId,
  subject: insightId,
});

/** Gives back what an attempt that died had taken for a call. */
export const releaseLeftover = (tx: Tx, insight: { tenantId: string; insightId: string }): Promise<void> =>
  releaseSubject(tx, subjectOf(insight));

export interface BilledSection extends InsightAttempt {
  userId: string;
}

/** What one section costs: held before each call, billed in the transaction that stores the section. */
export class SectionBill {
  readonly model: LanguageModel;
  readonly #tally = new CallTally();
  readonly #section: BilledSection;
  #price: Price | undefined;

  constructor(
    deps: { db: Database; usage?: Usage },
    { model, section }: { model: LanguageModel; section: BilledSection },
  ) {
    this.#section = section;
    this.model = this.#tally.completions(model, {
      maxOutputTokens: MAX_OUTPUT_TOKENS,
      beforeCall: async request => {
        if (deps.usage === undefined) return;
        const price = (this.#price ??= await deps.usage.prices.of(model.id));
        const bound = { tokensIn: boundPromptTokens(request), tokensOut: MAX_OUTPUT_TOKENS };
        const { tenantId, userId } = section;
        const work = { ...subjectOf(section), userId, kind: 'insight', model: model.id } as const;
        await withTransaction(deps.db, { tenantId }, tx =>
          holdMore(tx, { ...work, price, bound, leaseMs: LEASE_MS }),
        );
      },
    });
  }

  /** Call it last: it locks the counters. */
  async settle(tx: Tx): Promise<void> {
    const used = this.#tally.used();
    const { tokensIn = 0, tokensOut = 0 } = used;
    const credits = this.#price === undefined ? 0 : costOf(this.#price, used);
    await addUsed(tx, this.#section.insightId, { tokensIn, tokensOut, credits });
    await settleSubject(tx, subjectOf(this.#section), used);
  }
}
