/**
 * A claim that is proven by trying to break it many times. A file `tests/{races,faults,conformance}/prove-NAME.ts`
 * exports one as `proof`; `npm run prove -- NAME [--trials N] [--seed S]` runs it and judges the outcome.
 */
export interface Proof {
  /** The sentence that holds when the proof passes. */
  claim: string;
  /** How many trials when nobody says; enough to mean something, few enough for CI. */
  trials: number;
  /** Makes `createTestStore()` give this store; a proof about concurrency proves something on PostgreSQL only. */
  store?: 'pglite' | 'postgres';
  run(options: ProofOptions): Promise<ProofOutcome>;
}

export interface ProofOptions {
  trials: number;
  /** The same seed makes the same choices. */
  seed: number;
  /** A line of progress for the person who watches. */
  report: (line: string) => void;
  /** Takes one guard away on purpose: the proof must then fail. Each proof knows the names of its own. */
  without?: string;
}

export interface ProofOutcome {
  /** Trials that ran to their end; fewer than asked for fails the proof. */
  trials: number;
  /** Faults, races or foreign requests that really happened: a proof that broke nothing proves nothing. */
  faults: number;
  /** Acknowledged work that is gone. The bar is 0. */
  lost: number;
  /** Work that took effect twice. The bar is 0. */
  doubled: number;
  /** Every other breach, one plain sentence each. The bar is none. */
  breaches?: string[];
  /** Further figures worth printing, with their units in the name. */
  figures?: Record<string, number | string>;
}
