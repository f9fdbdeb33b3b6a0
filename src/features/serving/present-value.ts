import type { Value } from '../tiles/value.ts';

/** JSON has no numbers beyond 2^53 that every reader would keep, and none for what is not a number. */
export function presentValue(value: Value): string | number | boolean | null {
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}
