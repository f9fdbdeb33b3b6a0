import { addToSet, mergeSets, setFromJson, setToText } from './distinct-set.ts';
import type { DistinctSet } from './distinct-set.ts';
import type { SlotOperation } from './slot.ts';
import { addExactly, squareExactly, valueFromJson, valueToText } from './value-text.ts';
import type { Value } from './value.ts';

export type Whole = number | bigint;
/** The value with the greatest time; of several the greatest in text, so that no order decides. */
export type LastValue = readonly [time: number, value: Value];
export type Partial = Whole | LastValue | DistinctSet | null;

export const emptyPartial = (operation: SlotOperation): Partial =>
  operation === 'count' || operation === 'sum' || operation === 'sumsq' ? 0 : null;

/** The partial with one more event. `input` is not null. */
export function addToPartial(
  operation: SlotOperation,
  partial: Partial,
  input: Value,
  time: number,
): Partial {
  switch (operation) {
    case 'count':
      return (partial as number) + 1;
    case 'sum':
      return addExactly(partial as Whole, input as Whole);
    case 'sumsq':
      return addExactly(partial as Whole, squareExactly(input as Whole));
    case 'min':
      return partial === null || (input as Whole) < (partial as Whole) ? (input as Whole) : partial;
    case 'max':
      return partial === null || (input as Whole) > (partial as Whole) ? (input as Whole) : partial;
    case 'last':
      return later(partial as LastValue | null, [time, input]);
    case 'set':
      return addToSet(partial as DistinctSet | null, String(input));
  }
}

/** Both together; may reuse `a`, leaves `b` as it is. */
export function mergePartials(operation: SlotOperation, a: Partial, b: Partial): Partial {
  if (b === null) return a;
  switch (operation) {
    case 'count':
    case 'sum':
    case 'sumsq':
      return addExactly(a as Whole, b as Whole);
    case 'min':
      return a === null || (b as Whole) < (a as Whole) ? b : a;
    case 'max':
      return a === null || (b as Whole) > (a as Whole) ? b : a;
    case 'last':
      return later(a as LastValue | null, b as LastValue);
    case 'set':
      return mergeSets(a as DistinctSet | null, b as DistinctSet);
  }
}

function later(a: LastValue | null, b: LastValue): LastValue {
  if (a === null || b[0] > a[0]) return b;
  if (b[0] < a[0]) return a;
  return valueToText(b[1]) > valueToText(a[1]) ? b : a;
}

export function partialToText(operation: SlotOperation, partial: Partial): string {
  if (operation === 'set') return setToText(partial as DistinctSet | null);
  if (operation !== 'last') return valueToText(partial as Whole | null);
  if (partial === null) return 'null';
  const [time, value] = partial as LastValue;
  return `[${time},${valueToText(value)}]`;
}

/** Of what `JSON.parse` made of such a text. */
export function partialFromJson(operation: SlotOperation, json: unknown): Partial {
  if (operation === 'set') return setFromJson(json);
  if (operation !== 'last') return valueFromJson(json) as Whole | null;
  if (json === null) return null;
  const [time, value] = json as [number, unknown];
  return [time, valueFromJson(value)];
}
