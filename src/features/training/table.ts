import type { Value } from '../tiles/value.ts';

/** A training set as rows and columns. */
export interface TrainingTable {
  columns: readonly string[];
  rows: readonly (readonly Value[])[];
}
