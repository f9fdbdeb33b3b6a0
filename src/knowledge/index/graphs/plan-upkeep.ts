import type { GraphShape } from './needs-graph.ts';
import type { GraphRow } from './queries.ts';

/** What is to be done about a set's graphs; doing it again is harmless. */
export type Upkeep =
  | { kind: 'none' }
  /** Take in the rows that were written since. */
  | { kind: 'extend'; number: number; from: number }
  /** Fill one that was begun and left. */
  | { kind: 'resume'; number: number; from: number }
  | { kind: 'build'; number: number };

/** Among rows of which half are gone, a search finds half as much. */
const MAX_DEAD_SHARE = 0.3;

/** The newest graph first. */
export function planUpkeep(
  graphs: GraphRow[],
  wanted: GraphShape | undefined,
  { rows, unsealed, minUnsealed }: { rows: number; unsealed: number; minUnsealed: number },
): { upkeep: Upkeep; obsolete: number[] } {
  const all = graphs.map(graph => graph.number);
  if (wanted === undefined) return { upkeep: { kind: 'none' }, obsolete: all };
  const [newest] = graphs;
  const ready = graphs.find(graph => graph.state === 'ready');
  const others = (keep: (GraphRow | undefined)[]) =>
    all.filter(number => !keep.some(graph => graph?.number === number));
  const fits = newest && newest.m === wanted.m && newest.ef_construction === wanted.efConstruction;
  if (newest && fits && newest.state === 'filling')
    return {
      upkeep: { kind: 'resume', number: newest.number, from: newest.sealed_number },
      obsolete: others([newest, ready]),
    };
  const worn = newest && newest.row_count > rows / (1 - MAX_DEAD_SHARE) + minUnsealed;
  if (!newest || !fits || worn)
    return { upkeep: { kind: 'build', number: (newest?.number ?? 0) + 1 }, obsolete: others([ready]) };
  return unsealed >= minUnsealed
    ? {
        upkeep: { kind: 'extend', number: newest.number, from: newest.sealed_number },
        obsolete: others([newest]),
      }
    : { upkeep: { kind: 'none' }, obsolete: others([newest]) };
}
