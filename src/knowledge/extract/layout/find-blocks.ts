import type { LaidBlock } from './page-writer.ts';
import type { Line } from './segment.ts';

const bullet = /^([•◦▪●○■–—·*‣∙-]|\(?[a-z0-9]{1,3}[.)])$/iu;

/** Joins the lines of one column to paragraphs. */
export function findBlocks(lines: Line[]): LaidBlock[] {
  const blocks: LaidBlock[] = [];
  let previous: Line | undefined;
  for (const line of lines) {
    const words = line.segments.flatMap(segment => segment.words);
    const block = blocks.at(-1);
    const startsItem = bullet.test(words[0]?.source.text ?? '') && words.length > 1;
    if (!block || !previous || startsItem || line.top - previous.bottom > 0.7 * line.fontSize) {
      blocks.push({ kind: startsItem ? 'list-item' : 'paragraph', lines: [words] });
    } else {
      block.lines.push(words);
    }
    previous = line;
  }
  return blocks;
}
