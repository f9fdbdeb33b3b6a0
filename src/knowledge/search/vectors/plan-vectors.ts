import { MAX_EXACT_ROWS, MAX_SIGNATURE_ROWS } from '#knowledge/index/graphs/needs-graph.ts';
import type { IndexSettings } from '#knowledge/index/retrieval-settings.ts';

export type VectorPlan = 'exact' | 'signature' | 'graph';

export interface PlanInput {
  /** Vectors in scope. */
  rows: number;
  dimensions: number;
  settings: IndexSettings;
  graphReady: boolean;
  /** Whether only a part of the library is searched: a graph cannot be narrowed down. */
  narrowed: boolean;
}

/** Fewer signs say too little about a direction. */
const MIN_SIGNATURE_DIMENSIONS = 128;

/**
 * How the vectors of one library, or of several small ones, are compared. Measured in docs/decisions/0010: the
 * planner of the database has no idea of these costs, so it is never asked.
 */
export function planVectors(input: PlanInput): VectorPlan {
  const { rows, settings, graphReady, narrowed, dimensions } = input;
  if (settings.kind === 'exact' || rows <= MAX_EXACT_ROWS) return 'exact';
  const wantsGraph = settings.kind === 'hnsw' || rows > MAX_SIGNATURE_ROWS;
  if (wantsGraph && graphReady && !narrowed) return 'graph';
  return dimensions >= MIN_SIGNATURE_DIMENSIONS ? 'signature' : 'exact';
}

/** How many signatures are looked at closely: enough for recall .99 of off-topic questions among 50,000. */
export const signatureCandidates = (limit: number): number => Math.max(400, 4 * limit);

/** The tenth candidate: what a first page of hits rests on. */
const JUDGED = 9;
const MARGIN = 1.1;

/**
 * Whether the nearest signatures are nearer than those of random directions would be: half of the bits, give or take
 * half the root of their number, and the tenth best of many about √(2 ln(n/10)) such steps below. Where a question is
 * unlike everything in a space without structure they are not, and would choose candidates by chance.
 */
export function tellsSomething(
  distances: number[],
  { rows, dimensions }: { rows: number; dimensions: number },
): boolean {
  const distance = distances[Math.min(JUDGED, distances.length - 1)];
  if (distance === undefined) return false;
  const stepsBelow = (dimensions / 2 - distance) / (Math.sqrt(dimensions) / 2);
  return stepsBelow > MARGIN * Math.sqrt(2 * Math.log(Math.max(rows / (JUDGED + 1), 1)));
}
