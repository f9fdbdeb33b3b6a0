import { boundPromptTokens, boundTokens } from '#ai/metering/bound-tokens.ts';
import { CallTally } from '#ai/metering/call-tally.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { Hold, Used, Work } from '#usage/holds/hold.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import { holdMore } from '#usage/holds/work-in-steps.ts';
import type { AnswerSources } from '../answer/answer-question.ts';
import type { RunKey } from './queries.ts';

export interface Billing {
  usage: Usage;
  /** Of the model that answers, by which its prices are found. */
  model: string;
  /** A reranker reads the best passages before. */
  readsAgain?: boolean;
}

export interface BilledRun extends RunKey {
  userId: string;
  requestId?: string;
  question: string;
}

/** Before anything is retrieved the prompt is not known: as much as eight passages and a history usually are. */
const PROMPT_TOKENS = 24_000;
const OUTPUT_TOKENS = 4_096;
/** So many passages a reranker reads, each with the question, and so long they are at most. */
const READ_AGAIN = { passages: 50, tokens: 2_000 };
/** Longer than the longest deadline of a provider call and the search before it. */
const LEASE_MS = 900_000;

/** What one answer costs: held before it begins, counted while it is written, billed in the transaction of its end. */
export class RunBill {
  readonly #db: Database;
  readonly #work: Work & { subject: string };
  readonly #usage: Usage;
  readonly #hold: Hold;
  readonly #tally = new CallTally();
  /** What the calls so far may use at most, and what is held for them. */
  readonly #bound = { tokensIn: 0, tokensOut: 0 };
  readonly #held = { tokensIn: PROMPT_TOKENS, tokensOut: OUTPUT_TOKENS };

  private constructor(db: Database, usage: Usage, work: Work & { subject: string }, hold: Hold) {
    this.#db = db;
    this.#usage = usage;
    this.#work = work;
    this.#hold = hold;
  }

  /** @throws QuotaExceeded: then nothing of the run exists yet. */
  static async open(db: Database, { usage, model, readsAgain }: Billing, run: BilledRun): Promise<RunBill> {
    const { tenantId, userId, requestId, runId: subject } = run;
    const work = { tenantId, userId, requestId, subject, kind: 'answer', model } as const;
    const questionTokens = boundTokens([run.question]);
    const readAgain = READ_AGAIN.passages * (READ_AGAIN.tokens + questionTokens);
    const bound = {
      tokensIn: PROMPT_TOKENS,
      tokensOut: OUTPUT_TOKENS,
      embeddingTokens: 4 * questionTokens + (readsAgain ? readAgain : 0),
    };
    // The run is stored before anybody is asked for an answer.
    const hold = await usage.reserve({ ...work, bound, leaseMs: LEASE_MS, isFollowed: true });
    return new RunBill(db, usage, work, hold);
  }

  /** The same models, counted for this answer. */
  meter({
    languageModel,
    embeddingModel,
    reranker,
  }: AnswerSources): Pick<AnswerSources, 'languageModel' | 'embeddingModel' | 'reranker'> {
    return {
      reranker: reranker && this.#tally.rerankings(reranker),
      embeddingModel: embeddingModel && this.#tally.embeddings(embeddingModel),
      languageModel:
        languageModel &&
        this.#tally.completions(languageModel, {
          maxOutputTokens: this.#hold.limited ? OUTPUT_TOKENS : undefined,
          beforeCall: request => this.#holdCall(boundPromptTokens(request)),
        }),
    };
  }

  used(): Used {
    return this.#tally.used();
  }

  /** The run was not stored after all. */
  release(): Promise<void> {
    return this.#usage.release(this.#hold);
  }

  /** For prompts that are longer than usual, and for every call after the first. */
  async #holdCall(promptTokens: number): Promise<void> {
    this.#bound.tokensIn += promptTokens;
    this.#bound.tokensOut += OUTPUT_TOKENS;
    const bound = {
      tokensIn: Math.max(0, this.#bound.tokensIn - this.#held.tokensIn),
      tokensOut: Math.max(0, this.#bound.tokensOut - this.#held.tokensOut),
    };
    if (bound.tokensIn === 0 && bound.tokensOut === 0) return;
    const more = { ...this.#work, bound, price: this.#hold.price, leaseMs: LEASE_MS };
    await withTransaction(this.#db, this.#work, tx => holdMore(tx, more));
    this.#held.tokensIn += bound.tokensIn;
    this.#held.tokensOut += bound.tokensOut;
  }
}
