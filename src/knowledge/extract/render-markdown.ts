import type { Block, ExtractedPage } from './extraction.ts';

export interface RenderMarkdownOptions {
  /** Running headers, footers and page numbers; on by default. */
  furniture?: boolean;
}

/** Writes a page's blocks as Markdown. */
export function renderMarkdown(
  page: Pick<ExtractedPage, 'text' | 'blocks'>,
  options: RenderMarkdownOptions = {},
): string {
  const { furniture = true } = options;
  const blocks = page.blocks.filter(block => furniture || !isFurniture(block));
  let markdown = '';
  let previous: Block | undefined;
  for (const block of blocks) {
    if (previous) markdown += previous.kind === 'list-item' && block.kind === 'list-item' ? '\n' : '\n\n';
    markdown += renderBlock(block, page.text.slice(block.start, block.end));
    previous = block;
  }
  return markdown;
}

function isFurniture(block: Block): boolean {
  return block.kind === 'page-header' || block.kind === 'page-footer';
}

function renderBlock(block: Block, text: string): string {
  if (block.kind === 'heading') return `${'#'.repeat(block.level ?? 2)} ${text.replace(/\s*\n\s*/g, ' ')}`;
  if (block.kind === 'list-item') return text.replace(/^[•◦▪●○■–—·*+-]\s*/u, '- ');
  if (block.kind === 'code') return `\`\`\`\n${text}\n\`\`\``;
  return text;
}
