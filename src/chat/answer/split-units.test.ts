import { expect, test } from 'vitest';
import { splitUnits } from './split-units.ts';

const textsOf = (text: string): string[] => splitUnits(text).map(unit => unit.text);

test('sentences go over line ends, but not over blank lines and list items, whose marks are left out', () => {
  const text = 'One goes\non. Two.\n\n- First item\n- Second item, which\n  goes on\n\nLast';
  expect(textsOf(text)).toEqual([
    'One goes\non.',
    'Two.',
    'First item',
    'Second item, which\n  goes on',
    'Last',
  ]);
});

test('each row of a table is a unit that knows its header; header and rule are none', () => {
  const units = splitUnits(
    'Before.\n| Level | Answer |\n| --- | --- |\n| SEV1 | 5 minutes |\n| SEV2 | 15 minutes |\nAfter.',
  );
  expect(units.map(unit => unit.text)).toEqual([
    'Before.',
    '| SEV1 | 5 minutes |',
    '| SEV2 | 15 minutes |',
    'After.',
  ]);
  expect(units[1]!.header).toBe('| Level | Answer |');
});

test('rows without a header are units as well', () => {
  expect(textsOf('| T1 | 4 |\n| T2 | 5 |')).toEqual(['| T1 | 4 |', '| T2 | 5 |']);
});

test('a heading in capitals does not stick to the sentence below it', () => {
  expect(textsOf('7. ANY OTHER BUSINESS\nA member asked.')).toEqual([
    'ANY OTHER BUSINESS',
    'A member asked.',
  ]);
});

test('every unit is the slice of the text that it says', () => {
  const text = '  Two  sentences. \n Indented here.\n\n| a | b |\n';
  for (const unit of splitUnits(text)) expect(text.slice(unit.start, unit.end)).toBe(unit.text);
});
