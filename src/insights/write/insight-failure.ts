import type { Failure } from '../queries.ts';

/** Why an insight cannot be written, in words for its owner: trying again by itself would end the same way. */
export class InsightFailure extends Error {
  readonly failure: Failure;
  /** What the model sent, if that was it. */
  readonly rawReply: string | null;

  constructor(failure: Failure, rawReply: string | null = null) {
    super(failure.message);
    this.name = 'InsightFailure';
    this.failure = failure;
    this.rawReply = rawReply;
  }
}
