import { expect, test } from 'vitest';
import { fileNameOf, titleOf } from './name-file.ts';

test.each([
  ['report.pdf', 'report.pdf'],
  ['C:\\Users\\ada\\report.pdf', 'report.pdf'],
  ['../../etc/passwd', 'passwd'],
  ['รายงาน ๒๕๖๘.pdf', 'รายงาน ๒๕๖๘.pdf'],
  ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
  ['a\u0000b\n.txt', 'ab.txt'],
  ['..', 'document'],
  ['', 'document'],
  [undefined, 'document'],
])('%j is shown as %j', (given, shown) => {
  expect(fileNameOf(given)).toBe(shown);
});

test('a name that is too long keeps its extension', () => {
  const name = fileNameOf(`${'x'.repeat(600)}.pdf`);
  expect(name).toHaveLength(500);
  expect(name.endsWith('.pdf')).toBe(true);
});

test('a title is the name without its extension', () => {
  expect(titleOf('annual.report.2025.pdf')).toBe('annual.report.2025');
  expect(titleOf('.gitignore')).toBe('.gitignore');
  expect(titleOf('README')).toBe('README');
});
