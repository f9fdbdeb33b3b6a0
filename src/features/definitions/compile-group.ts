import { parseSchema } from '../schemas/parse-schema.ts';
import type { EventSchema } from '../schemas/parse-schema.ts';
import { slotKey, tileSlots } from '../tiles/slot.ts';
import type { Slot } from '../tiles/slot.ts';
import type { Value } from '../tiles/value.ts';
import type { FeatureGroup } from './definition.ts';
import { groupKey } from './definition.ts';
import { compileExpression } from './expression.ts';
import type { Evaluate, Expression } from './expression.ts';
import { resolutionsOf } from './windows.ts';

export type EventRecord = Readonly<Record<string, unknown>>;

/** A definition made ready to compute with. */
export interface CompiledGroup {
  readonly group: FeatureGroup;
  readonly key: string;
  readonly reader: EventSchema;
  /** In the order of the partials of its tiles. */
  readonly slots: readonly Slot[];
  readonly slotAt: ReadonlyMap<string, number>;
  /** In milliseconds, finest first. */
  readonly resolutions: readonly number[];
  /** Whether the group counts this event. */
  accepts(event: EventRecord): boolean;
  /** What each slot takes of the event, null for nothing, in the order of the slots. */
  inputsOf(event: EventRecord): Value[];
}

export function compileGroup(group: FeatureGroup): CompiledGroup {
  const slots = tileSlots(group);
  const filter = group.filter && compileFilter(group.filter);
  const inputs = slots.map(compileInput);
  return {
    group,
    key: groupKey(group),
    reader: parseSchema(group.schema),
    slots,
    slotAt: new Map(slots.map((slot, at) => [slotKey(slot), at])),
    resolutions: resolutionsOf(group),
    accepts: event => filter === undefined || filter(event) === true,
    inputsOf: event => inputs.map(input => input(event)),
  };
}

const compileFilter = (expression: Expression): Evaluate<EventRecord> =>
  compileExpression<EventRecord>(expression, ([, name]) => readField(name as string));

const readField =
  (name: string): Evaluate<EventRecord> =>
  event =>
    (event[name] ?? null) as Value;

function compileInput({ operation, field, where }: Slot): Evaluate<EventRecord> {
  const read = field === undefined ? () => 1 : readField(field);
  const input: Evaluate<EventRecord> =
    operation === 'count' && field !== undefined ? event => (read(event) === null ? null : 1) : read;
  if (where === undefined) return input;
  const filter = compileFilter(where);
  return event => (filter(event) === true ? input(event) : null);
}
