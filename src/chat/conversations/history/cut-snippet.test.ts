import { expect, test } from 'vitest';
import { cutSnippet } from './cut-snippet.ts';

const long = `${'The harbour was calm that day. '.repeat(10)}Then the Turbine stopped for good. ${'Rain came. '.repeat(40)}`;

test('a short text is shown whole, on one line', () => {
  expect(cutSnippet('One\n\ntwo  three', 'two')).toBe('One two three');
});

test('a long text is shown around what was looked for', () => {
  const snippet = cutSnippet(long, 'turbine');
  expect(snippet).toContain('Then the Turbine stopped');
  expect(snippet).toMatch(/^….*…$/);
  expect(snippet.length).toBeLessThan(190);
});

test('where the word stands in another form the text is shown from its beginning', () => {
  expect(cutSnippet(long, 'turbinen')).toMatch(/^The harbour was calm/);
});

test('a text without spaces is cut, and never inside a character', () => {
  const snippet = cutSnippet(`${'ก'.repeat(100)}${'😀'.repeat(200)}สัญญา`, 'สัญญา');
  expect(snippet).toContain('สัญญา');
  expect(snippet.isWellFormed()).toBe(true);
});
