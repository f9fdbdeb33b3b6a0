import type { Price, Quantities } from '../prices/price.ts';

export type WorkKind =
  | 'answer'
  | 'query-embedding'
  | 'chunk-embedding'
  | 'embedding'
  | 'document'
  | 'sentiment'
  | 'insight';

/** Whose work, and what for. */
export interface Work {
  tenantId: string;
  kind: WorkKind;
  /** The model that is asked; `none` where none is. */
  model: string;
  /** The run or document it is for; at most one open hold has it. */
  subject?: string;
  userId?: string;
  requestId?: string;
}

/** What was taken from the counters for one piece of work; until its lease ends it can be settled, once. */
export interface Hold {
  tenantId: string;
  id: string;
  price: Price;
  /** Whether the plan has a limit at all; without one nobody needs to be held to the bound. */
  limited: boolean;
}

/** What a piece of work turned out to use. */
export interface Used extends Quantities {
  source: 'provider' | 'estimated' | 'none';
  latencyMs?: number;
}
