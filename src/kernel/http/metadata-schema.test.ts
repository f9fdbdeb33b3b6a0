import { expect, test } from 'vitest';
import { metadataSchema } from './metadata-schema.ts';

const accepts = (value: unknown) => metadataSchema.safeParse(value).success;

/** {"a":{"a":…}} with so many levels, without recursion. */
function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = { a: value };
  return value;
}

test.each([
  [{}],
  [{ source: 'wiki', tags: ['a', 1, null, true], nested: { deep: [{}] } }],
  [{ emoji: '😀', backslash: '\\u0000', quoted: '\\\\u0000', thai: 'ก' }],
  [nested(8)],
])('%j is metadata', value => {
  expect(accepts(value)).toBe(true);
});

test.each([
  ['a string', 'x'],
  ['an array', []],
  ['null', null],
  ['a zero character', { a: 'x\u0000' }],
  ['a zero character behind a backslash', { a: '\\\u0000' }],
  ['a zero character in a name', { 'a\u0000': 1 }],
  ['half a surrogate pair', { a: '\ud800' }],
  ['nine levels', nested(9)],
  ['more than 16,384 characters', { a: 'x'.repeat(16_384) }],
])('%s is not metadata', (_name, value) => {
  expect(accepts(value)).toBe(false);
});

test('a hostile depth is refused without running out of stack', () => {
  expect(accepts(nested(200_000))).toBe(false);
});
