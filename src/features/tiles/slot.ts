import type { Aggregation, FeatureGroup } from '../definitions/definition.ts';
import type { Expression } from '../definitions/expression.ts';

export type SlotOperation = 'count' | 'sum' | 'sumsq' | 'min' | 'max' | 'last' | 'set';

/** One partial of a tile. Aggregations that need the same one share it. */
export interface Slot {
  operation: SlotOperation;
  /** Undefined: it counts events. */
  field?: string;
  where?: Expression;
}

const NEEDED: Record<string, SlotOperation[]> = {
  sum: ['sum'],
  mean: ['sum', 'count'],
  min: ['min'],
  max: ['max'],
  stddev: ['sum', 'sumsq', 'count'],
  distinct: ['set'],
  last: ['last'],
};

/** What an aggregation is computed of, in an order that it alone knows. */
export function slotsOf(group: FeatureGroup, aggregation: Aggregation): Slot[] {
  if (aggregation.kind === 'sessions') return sessionSlots(group, aggregation);
  const { where } = aggregation;
  if (aggregation.kind === 'count') return [{ operation: 'count', where }];
  if (aggregation.kind === 'ratio') {
    const { of } = aggregation;
    const both: Expression = of === undefined ? where! : ['and', where!, of];
    return [
      { operation: 'count', where: both },
      { operation: 'count', where: of },
    ];
  }
  const { field } = aggregation;
  return NEEDED[aggregation.kind]!.map(operation => ({ operation, field, where }));
}

function sessionSlots(
  group: FeatureGroup,
  { having, lacking }: { having?: string; lacking?: string },
): Slot[] {
  const counts = [having, lacking].flatMap(name => {
    const counted = name === undefined ? undefined : group.aggregations[name];
    return counted === undefined ? [] : slotsOf(group, counted);
  });
  return [...timeSlots(group), ...counts];
}

const timeSlots = ({ eventTime: field }: FeatureGroup): Slot[] => [
  { operation: 'min', field },
  { operation: 'max', field },
];

/** Two slots with the same key are the same one. */
export const slotKey = ({ operation, field, where }: Slot): string =>
  JSON.stringify([operation, field, where]);

/** The partials of a group's tiles in the order in which they are written: the order of this list is their format. */
export function tileSlots(group: FeatureGroup): Slot[] {
  const ofAggregations = Object.values(group.aggregations).flatMap(each => slotsOf(group, each));
  const needed = group.sessionGapMs === undefined ? ofAggregations : [...timeSlots(group), ...ofAggregations];
  const bySlotKey = new Map(needed.map(slot => [slotKey(slot), slot]));
  // Not in the order of the definition: who writes it in another order has the same tiles.
  return [...bySlotKey.keys()].toSorted().map(key => bySlotKey.get(key)!);
}
