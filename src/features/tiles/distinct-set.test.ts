import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_EXACT, addToSet, mergeSets, setFromJson, setToText, sizeOfSet } from './distinct-set.ts';
import type { DistinctSet } from './distinct-set.ts';

const setOf = (values: readonly string[]): DistinctSet | null =>
  values.reduce<DistinctSet | null>(addToSet, null);

const numbered = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, at) => `value-${from + at}`);

test('up to the bound the number is exact, beyond it within a few per cent', () => {
  for (const count of [0, 1, 16, 17, MAX_EXACT]) expect(sizeOfSet(setOf(numbered(count)))).toBe(count);
  for (const count of [MAX_EXACT + 1, 2_000, 20_000, 100_000]) {
    const off = Math.abs(sizeOfSet(setOf(numbered(count))) - count) / count;
    expect(off).toBeLessThan(0.06);
  }
});

test('in whatever order and parts values come, the text is the same', () => {
  const parts = fc.array(fc.tuple(fc.nat({ max: 900 }), fc.nat({ max: 300 })), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(parts, ranges => {
      const values = ranges.flatMap(([from, count]) => numbered(count, from));
      const merged = ranges.reduceRight<DistinctSet | null>(
        (set, [from, count]) => mergeSets(set, setOf(numbered(count, from))),
        null,
      );
      expect(setToText(merged)).toBe(setToText(setOf(values)));
    }),
    { numRuns: 60 },
  );
});

test('a set is the same after it was written and read, and merging leaves the other as it was', () => {
  for (const count of [0, 5, 100, 1_000]) {
    const set = setOf(numbered(count));
    const text = setToText(set);
    expect(setToText(setFromJson(JSON.parse(text)))).toBe(text);
    mergeSets(setOf(['other']), set);
    expect(setToText(set)).toBe(text);
  }
});
