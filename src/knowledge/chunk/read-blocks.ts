import type { Block, ExtractedPage } from '#knowledge/extract/extraction.ts';

export type PageText = Pick<ExtractedPage, 'number' | 'text' | 'blocks'>;

/** The blocks worth searching, in order: without running headers and footers, and nothing of the text lost between them. */
export function readBlocks(page: PageText): Block[] {
  const blocks: Block[] = [];
  let covered = 0;
  for (const block of page.blocks.toSorted((a, b) => a.start - b.start)) {
    const start = Math.max(covered, block.start);
    const end = Math.min(block.end, page.text.length);
    if (start >= end) continue;
    blocks.push(...looseText(page.text, covered, start), { ...block, start, end });
    covered = end;
  }
  blocks.push(...looseText(page.text, covered, page.text.length));
  return blocks.filter(block => !isFurniture(block));
}

export const isFurniture = (block: Block): boolean =>
  block.kind === 'page-header' || block.kind === 'page-footer';

function looseText(text: string, start: number, end: number): Block[] {
  return text.slice(start, end).trim() === '' ? [] : [{ kind: 'paragraph', start, end }];
}
