import type { Block, ExtractedPage } from '../extraction.ts';
import { cleanText } from '../text/clean-text.ts';

/**
 * A page of a file inside another: its text and blocks, under the file's name where it begins. Boxes go, because
 * nobody can open that page on its own.
 */
export function asPart(page: ExtractedPage, name: string | undefined): ExtractedPage {
  const title =
    name === undefined ? '' : cleanText(name).replace(/\s+/g, ' ').trim().slice(0, 300).toWellFormed();
  const offset = title === '' ? 0 : title.length + (page.text === '' ? 0 : 2);
  const moved = page.blocks.map(({ kind, level, start, end }): Block => ({
    kind,
    start: start + offset,
    end: end + offset,
    ...(level === undefined ? {} : { level }),
  }));
  const heading: Block[] = title === '' ? [] : [{ kind: 'heading', level: 1, start: 0, end: title.length }];
  const text = [title, page.text].filter(each => each !== '').join('\n\n');
  return { number: page.number, text, blocks: [...heading, ...moved], words: [], warnings: [] };
}
