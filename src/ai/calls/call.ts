import type { CallTimer } from './call-timer.ts';

export interface CallOptions {
  signal: AbortSignal;
  timer: CallTimer;
}

/**
 * One call to a provider, as the parts of its reply; an embedding call has one part. It has really ended, connection
 * included, once the iteration has.
 */
export type Call<Part> = (options: CallOptions) => AsyncIterable<Part>;

/** The same call with one more rule around it. */
export type Guard = <Part>(call: Call<Part>) => Call<Part>;

/** Several rules as one; the first is outermost. */
export function inOrder(...guards: Guard[]): Guard {
  return call => guards.reduceRight((inner, guard) => guard(inner), call);
}
