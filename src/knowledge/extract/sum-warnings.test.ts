import { expect, test } from 'vitest';
import { describeSum, sumWarnings } from './sum-warnings.ts';

const turned = (page: number) => ({
  code: 'rotated-page',
  message: `Page ${page} is turned.`,
  nextStep: 'Nothing needs to be done.',
  page,
});

test('warnings of one kind become one line that names the other pages', () => {
  const first = sumWarnings([], [turned(3), turned(4)]);
  const [sum, other] = sumWarnings(first, [
    turned(9),
    { code: 'hidden-sheet', message: 'A sheet is hidden.' },
  ]);
  expect(sum).toMatchObject({ code: 'rotated-page', count: 3, pages: [3, 4, 9] });
  expect(describeSum(sum!)).toBe('Page 3 is turned. (and 2 more like it: 4, 9) → Nothing needs to be done.');
  expect(describeSum(other!)).toBe('A sheet is hidden.');
});

test('a book of warnings is counted to the end and listed to a limit', () => {
  const [sum] = sumWarnings(
    [],
    Array.from({ length: 5_000 }, (_, index) => turned(index + 1)),
  );
  expect(sum!.count).toBe(5_000);
  expect(sum!.pages).toHaveLength(20);
});
