import type { CompiledGroup } from '../definitions/compile-group.ts';
import type { Aggregation } from '../definitions/definition.ts';
import { sizeOfSet } from '../tiles/distinct-set.ts';
import type { DistinctSet } from '../tiles/distinct-set.ts';
import type { LastValue, Whole } from '../tiles/partial.ts';
import { slotKey, slotsOf } from '../tiles/slot.ts';
import type { Tile } from '../tiles/tile.ts';
import type { Value } from '../tiles/value.ts';

/** What an aggregation other than of sessions is over a merged window. Of nothing: 0 of what counts, else null. */
export function aggregateReader(compiled: CompiledGroup, aggregation: Aggregation): (tile: Tile) => Value {
  const [a = -1, b = -1, c = -1] = slotsOf(compiled.group, aggregation).map(slot =>
    compiled.slotAt.get(slotKey(slot))!,
  );
  switch (aggregation.kind) {
    case 'distinct':
      return ({ partials }) => sizeOfSet(partials[a] as DistinctSet | null);
    case 'last':
      return ({ partials }) => (partials[a] as LastValue | null)?.[1] ?? null;
    case 'mean':
    case 'ratio':
      return ({ partials }) => share(partials[a] as Whole, partials[b] as number);
    case 'stddev':
      return ({ partials }) => deviation(partials[a] as Whole, partials[b] as Whole, partials[c] as number);
    default:
      return ({ partials }) => partials[a] as Value;
  }
}

const share = (part: Whole, of: number): number | null => (of === 0 ? null : Number(part) / of);

/** Of a sample (n - 1). The difference of the sums is exact: subtracting great floats would leave noise. */
function deviation(sum: Whole, squares: Whole, n: number): number | null {
  if (n < 2) return null;
  const difference = BigInt(n) * BigInt(squares) - BigInt(sum) ** 2n;
  return Math.sqrt(Number(difference) / (n * (n - 1)));
}

/** How many of these sessions have what the aggregation asks for. */
export function sessionCounter(
  compiled: CompiledGroup,
  { having, lacking }: Extract<Aggregation, { kind: 'sessions' }>,
): (sessions: readonly Tile[]) => number {
  const countOf = (name: string | undefined) =>
    name === undefined ? undefined : aggregateReader(compiled, compiled.group.aggregations[name]!);
  const [wanted, unwanted] = [countOf(having), countOf(lacking)];
  return sessions =>
    sessions.filter(
      each =>
        (wanted === undefined || Number(wanted(each)) > 0) &&
        (unwanted === undefined || Number(unwanted(each)) === 0),
    ).length;
}
