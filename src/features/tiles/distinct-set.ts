import { hash } from 'node:crypto';

/**
 * Distinct values: a few in an array, more in a set, very many as HyperLogLog registers (Flajolet et al. 2007). Which
 * of exact and estimated it is depends on their number alone, so any order of adding and merging ends the same.
 */
export type DistinctSet = string[] | Set<string> | Uint8Array;

export const MAX_EXACT = 256;
const MAX_ARRAY = 16;
const INDEX_BITS = 12;
const REGISTERS = 1 << INDEX_BITS;
const ALPHA = 0.7213 / (1 + 1.079 / REGISTERS);

/** Adds in place where it can; use the result. */
export function addToSet(set: DistinctSet | null, value: string): DistinctSet {
  if (set === null) return [value];
  if (set instanceof Uint8Array) return register(set, value);
  if (Array.isArray(set)) {
    if (set.includes(value)) return set;
    set.push(value);
    return set.length > MAX_ARRAY ? new Set(set) : set;
  }
  set.add(value);
  return set.size > MAX_EXACT ? toRegisters(set) : set;
}

/** Leaves `other` as it is. */
export function mergeSets(set: DistinctSet | null, other: DistinctSet | null): DistinctSet | null {
  if (other === null) return set;
  if (other instanceof Uint8Array) return mergeRegisters(set, other);
  let merged = set;
  for (const value of other) merged = addToSet(merged, value);
  return merged;
}

export function sizeOfSet(set: DistinctSet | null): number {
  if (set === null) return 0;
  if (set instanceof Uint8Array) return estimate(set);
  return Array.isArray(set) ? set.length : set.size;
}

function mergeRegisters(set: DistinctSet | null, other: Uint8Array): Uint8Array {
  if (set === null) return Uint8Array.from(other);
  const registers = set instanceof Uint8Array ? set : toRegisters(set);
  for (let at = 0; at < REGISTERS; at++) if (other[at]! > registers[at]!) registers[at] = other[at]!;
  return registers;
}

function toRegisters(values: Iterable<string>): Uint8Array {
  const registers = new Uint8Array(REGISTERS);
  for (const value of values) register(registers, value);
  return registers;
}

/** The first 12 bits of the hash choose a register, the next 32 say how rare the value is. */
function register(registers: Uint8Array, value: string): Uint8Array {
  const digest = hash('sha256', value, 'buffer');
  const at = digest.readUInt16BE(0) >>> (16 - INDEX_BITS);
  const rank = Math.clz32(digest.readUInt32BE(2)) + 1;
  if (rank > registers[at]!) registers[at] = rank;
  return registers;
}

function estimate(registers: Uint8Array): number {
  let sum = 0;
  let empty = 0;
  for (const rank of registers) {
    sum += 2 ** -rank;
    if (rank === 0) empty++;
  }
  const raw = (ALPHA * REGISTERS * REGISTERS) / sum;
  // Where few registers are taken, counting the empty ones is more exact.
  const small = raw <= 2.5 * REGISTERS && empty > 0;
  return Math.round(small ? REGISTERS * Math.log(REGISTERS / empty) : raw);
}

/** Sorted values, or `"h:<base64>"`: equal sets have equal text. */
export function setToText(set: DistinctSet | null): string {
  if (set === null) return '[]';
  if (set instanceof Uint8Array) return `"h:${Buffer.from(set).toString('base64')}"`;
  return set instanceof Set ? textOfSet(set) : JSON.stringify(set.toSorted());
}

/** Of greater sets, which are written again and again while hardly anything comes to them. */
const texts = new WeakMap<Set<string>, { size: number; text: string }>();

function textOfSet(set: Set<string>): string {
  const known = texts.get(set);
  // Nothing is ever taken out of one: as long as it has as many values, they are the same.
  if (known?.size === set.size) return known.text;
  const text = JSON.stringify([...set].toSorted());
  texts.set(set, { size: set.size, text });
  return text;
}

/** Of what `JSON.parse` made of such a text, or of the values that another engine collected, in any number. */
export function setFromJson(json: unknown): DistinctSet | null {
  if (typeof json === 'string') return Uint8Array.from(Buffer.from(json.slice(2), 'base64'));
  return (json as string[]).reduce<DistinctSet | null>(addToSet, null);
}
