import type { LaidBlock } from './page-writer.ts';
import type { Line } from './segment.ts';
import { findAlignedTables } from './tables/find-aligned-tables.ts';
import type { Rule } from './tables/snap-rulings.ts';
import { joinMarkers } from './join-markers.ts';

const bullet = /^([•◦▪●○■–—·*‣∙-]|\(?[a-z0-9]{1,3}[.)])$/iu;

/** Joins the lines of one column to paragraphs. */
export function findBlocks(lines: Line[], rules: Rule[]): LaidBlock[] {
  const blocks: LaidBlock[] = [];
  let previous: Line | undefined;
  for (const part of findAlignedTables(lines.map(joinMarkers), rules)) {
    if ('rows' in part) {
      blocks.push({ kind: 'table', lines: [], rows: part.rows });
      previous = undefined;
      continue;
    }
    const table = part.segments.find(segment => segment.table)?.table;
    if (table) blocks.push({ kind: 'table', lines: [], rows: table.rows });
    const words = part.segments.flatMap(segment => (segment.table ? [] : segment.words));
    if (words.length === 0) {
      previous = undefined;
      continue;
    }
    const block = blocks.at(-1);
    const startsItem = bullet.test(words[0]?.source.text ?? '') && words.length > 1;
    if (!block || !previous || startsItem || part.top - previous.bottom > 0.7 * part.fontSize) {
      blocks.push({ kind: startsItem ? 'list-item' : 'paragraph', lines: [words] });
    } else {
      block.lines.push(words);
    }
    previous = part;
  }
  return blocks;
}
