import { expect, test } from 'vitest';
import { replaceSection } from './record-result.ts';

const page = 'Before.\n<!-- begin kills -->\nold\n<!-- end kills -->\nAfter.\n';

test('a result replaces the one before it, and nothing else', () => {
  expect(replaceSection(page, 'kills', 'new')).toBe(
    'Before.\n<!-- begin kills -->\nnew\n<!-- end kills -->\nAfter.\n',
  );
});

test('a result without a place is refused', () => {
  expect(() => replaceSection(page, 'other', 'new')).toThrow(/begin other/);
});
