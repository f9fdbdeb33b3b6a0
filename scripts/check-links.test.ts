import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const pages = ['README.md', 'CHANGELOG.md', ...globSync('docs/**/*.md')];

test('links of the documentation lead to something', () => {
  expect(pages.length).toBeGreaterThan(20);
  expect(pages.flatMap(page => findBroken(page, readFileSync(page, 'utf8')))).toEqual([]);
});

test('a link to a page or a heading that is not there is found', () => {
  const text = '[a](nowhere.md) [b](README.md#no-such-heading) [c](README.md) [d](https://example.com)';
  expect(findBroken('any.md', text)).toEqual(['any.md: nowhere.md', 'any.md: README.md#no-such-heading']);
});

function findBroken(page: string, text: string): string[] {
  const links = [...text.matchAll(/\]\((?<target>[^)\s]+)\)/g)].map(match => match.groups!['target']!);
  return links.filter(link => !/^[a-z]+:/.test(link) && !leads(page, link)).map(link => `${page}: ${link}`);
}

function leads(page: string, link: string): boolean {
  const [file = '', heading] = link.split('#');
  const target = file === '' ? page : path.join(path.dirname(page), file);
  if (!existsSync(target)) return false;
  return heading === undefined || anchorsOf(readFileSync(target, 'utf8')).has(heading);
}

/** As GitHub makes them. */
const anchorsOf = (text: string): Set<string> =>
  new Set(
    [...text.matchAll(/^#+ (?<title>.+)$/gm)].map(match =>
      match
        .groups!['title']!.toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
