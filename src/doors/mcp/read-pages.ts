import { NotFound } from '#kernel/errors/common-errors.ts';
import type { FetchedText } from './library-tools.ts';

/** About as much as a model should be made to read at once. */
const MAX_CHARACTERS = 20_000;

/**
 * The text of a document's pages from one on, whole pages as far as they fit.
 * @param textOf gives a page's text, undefined when there is no such page.
 * @throws NotFound when there is no first one.
 */
export async function readPages(
  page: number,
  textOf: (page: number) => Promise<string | undefined>,
): Promise<Pick<FetchedText, 'text' | 'page_start' | 'page_end' | 'next_page'>> {
  let text = await textOf(page);
  if (text === undefined) throw new NotFound('page');
  for (let number = page + 1; ; number++) {
    const next = await textOf(number);
    const isFull = next !== undefined && text.length + next.length > MAX_CHARACTERS;
    if (next === undefined || isFull) {
      return { text, page_start: page, page_end: number - 1, next_page: isFull ? number : null };
    }
    text += `\n\n${next}`;
  }
}
