/** What plans limit, in the order in which everybody locks the counters. */
export const meters = ['credits', 'pages'] as const;

export type Meter = (typeof meters)[number];

/** So much of each meter: micro-credits and pages. */
export type Amounts = Record<Meter, number>;

/** How a tenant's meter stands in its current period. */
export interface MeterState {
  meter: Meter;
  /** Null: none. */
  limit: number | null;
  used: number;
  reserved: number;
  periodStart: Date;
  resetsAt: Date;
}
