import type { Value } from './value.ts';

/**
 * The one way in which values are written, in tiles, online stores and logs of what was served: JSON, where a big
 * integer is `{"$":"123n"}` and what JSON has no number for is `{"$":"NaN"}`. Equal values have equal text.
 */
export function valueToText(value: Value): string {
  if (typeof value === 'bigint') return isSafe(value) ? String(value) : `{"$":"${value}n"}`;
  if (typeof value === 'number' && !Number.isFinite(value)) return `{"$":"${value}"}`;
  // JSON has no minus zero that every reader would keep.
  return value === 0 ? '0' : JSON.stringify(value);
}

/** Of what `JSON.parse` made of such a text. */
export function valueFromJson(json: unknown): Value {
  if (json === null || typeof json !== 'object') return json as Value;
  const text = (json as { $: string }).$;
  return text.endsWith('n') ? BigInt(text.slice(0, -1)) : Number(text);
}

const isSafe = (value: bigint): boolean =>
  value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER);

/** Exact: a number while it is safe, a big integer beyond. */
export function addExactly(a: number | bigint, b: number | bigint): number | bigint {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return narrow(BigInt(a) + BigInt(b));
}

/** Exact, as `addExactly`. */
export function squareExactly(value: number | bigint): number | bigint {
  if (typeof value === 'number') {
    const square = value * value;
    if (Number.isSafeInteger(square)) return square;
  }
  return narrow(BigInt(value) ** 2n);
}

const narrow = (value: bigint): number | bigint => (isSafe(value) ? Number(value) : value);
