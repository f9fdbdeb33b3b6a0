import type { Expression } from './expression.ts';

/** How much of the past a feature looks at: `<number>s|m|h`, from a minute to a day, or the session that is going on. */
export type Window = string;

interface Filtered {
  /** Only events for which this is true. */
  where?: Expression;
  /** Only these of the group's windows. */
  windows?: readonly Window[];
}

export type FieldAggregationKind = 'sum' | 'mean' | 'min' | 'max' | 'stddev' | 'distinct' | 'last';

export type Aggregation =
  | ({ kind: 'count' } & Filtered)
  | ({ kind: FieldAggregationKind; field: string } & Filtered)
  /** The share of the events of `of` (all, if it is left out) for which `where` is true. */
  | ({ kind: 'ratio'; of?: Expression } & Filtered & { where: Expression })
  /** How many sessions; with `having` or `lacking` only those in which that count is above or at zero. */
  | { kind: 'sessions'; having?: string; lacking?: string; windows?: readonly Window[] };

/** Schemas are kept as the JSON that they are written in. */
export type AvroSchema = {
  type: 'record';
  name: string;
  fields: readonly AvroField[];
  [more: string]: unknown;
};
export interface AvroField {
  name: string;
  type: unknown;
  default?: unknown;
  [more: string]: unknown;
}

/** One group of features: everything both engines need to know. Plain JSON. */
export interface FeatureGroup {
  name: string;
  /** Rises with each change of what is computed: the old version's tiles stay beside the new one's. */
  version: number;
  description?: string;
  topic: string;
  /** What events are read as; those written with other schemas are resolved to it, defaults filled in. */
  schema: AvroSchema;
  /** The field whose value the features are about. */
  entity: string;
  /** The field with the time at which it happened, in milliseconds since 1970. */
  eventTime: string;
  /** The field that says whether two events are the same one sent twice. */
  eventId?: string;
  filter?: Expression;
  /** An event that is older by more than this than the newest one before it in its partition is not counted. */
  latenessMs: number;
  /** An event further ahead than this of the moment it was appended is set aside. */
  futureCapMs: number;
  /** A session ends with a silence longer than this. */
  sessionGapMs?: number;
  aggregations: Readonly<Record<string, Aggregation>>;
  /** Each aggregation is computed over each of them: `<aggregation>_<window>`. */
  windows: readonly Window[];
  /** Further features, computed of aggregations. */
  derived?: Readonly<Record<string, Expression>>;
}

/** `name@version`. */
export const groupKey = ({ name, version }: { name: string; version: number }): string =>
  `${name}@${version}`;
