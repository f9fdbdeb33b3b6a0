import type { Reason } from './reason.ts';

const MAX_DEPTH = 32;

/**
 * What JSON.parse takes without a word: keys that stand twice, a key that is no data, and numbers that it cannot hold.
 * `keys`: pairs of key and value in the text.
 */
export function checkValue(value: unknown, text: { keys: number; deepest: number }): Reason | undefined {
  const found = { keys: 0, fault: undefined as Reason | undefined };
  visit(value, found);
  if (found.fault !== undefined) return found.fault;
  if (found.keys === text.keys) return undefined;
  return { code: 'duplicate-key', message: 'A key stands twice in the same object.' };
}

/** Before parsing: what is nested too deeply would exhaust the stack of whoever visits it. */
export function checkDepth(deepest: number): Reason | undefined {
  if (deepest <= MAX_DEPTH) return undefined;
  return {
    code: 'nested-too-deeply',
    message: `It is nested ${deepest} levels deep; ${MAX_DEPTH} are allowed.`,
  };
}

function visit(value: unknown, found: { keys: number; fault?: Reason }): void {
  if (typeof value === 'number') found.fault ??= checkNumber(value);
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const each of value) visit(each, found);
    return;
  }
  for (const key of Object.keys(value)) {
    found.keys += 1;
    if (key === '__proto__')
      found.fault ??= { code: 'forbidden-key', message: 'The key “__proto__” is not allowed.' };
    else visit((value as Record<string, unknown>)[key], found);
  }
}

function checkNumber(value: number): Reason | undefined {
  if (Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return undefined;
  return {
    code: 'number-out-of-range',
    message: 'A number is larger than 2^53 − 1, and would be kept inexactly. Send it as a string.',
  };
}
