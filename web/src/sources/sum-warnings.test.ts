import { expect, test } from 'vitest';
import { sumWarnings } from './sum-warnings.ts';

const blank = (page: number) => ({ code: 'empty-page', message: `Page ${page} has no text.`, page });

test('the same remark on many pages is one line that names them', () => {
  const sums = sumWarnings([blank(9), blank(2), blank(3), blank(4), { code: 'old-format', message: 'Old.' }]);
  expect(sums).toMatchObject([
    { count: 4, pages: '2–4, 9' },
    { message: 'Old.', count: 1, pages: null },
  ]);
});
