import { expect, test } from 'vitest';
import { readPages } from './read-pages.ts';

const pages =
  (...texts: string[]) =>
  async (number: number) =>
    texts[number - 1];

test('a short document is read to its end', async () => {
  expect(await readPages(1, pages('One.', 'Two.'))).toEqual({
    text: 'One.\n\nTwo.',
    page_start: 1,
    page_end: 2,
    next_page: null,
  });
});

test('a long one is read in parts that follow each other', async () => {
  const long = 'x'.repeat(12_000);
  const textOf = pages(long, long, 'The end.');
  expect(await readPages(1, textOf)).toMatchObject({ page_end: 1, next_page: 2 });
  expect(await readPages(2, textOf)).toMatchObject({ page_start: 2, page_end: 3, next_page: null });
});

test('a page longer than that comes whole', async () => {
  expect((await readPages(1, pages('x'.repeat(30_000)))).text).toHaveLength(30_000);
});

test('a page that does not exist is said not to', async () => {
  await expect(readPages(3, pages('One.'))).rejects.toThrow('There is no such page.');
});
