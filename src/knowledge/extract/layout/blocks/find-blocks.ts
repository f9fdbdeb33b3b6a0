import type { LaidBlock } from '../page-writer.ts';
import { enclose } from '../segment.ts';
import type { Line } from '../segment.ts';
import { findAlignedTables } from '../tables/find-aligned-tables.ts';
import type { Rule } from '../tables/snap-rulings.ts';
import { classifyBlock, isSmallPrint } from './classify-block.ts';
import type { TextStyle } from './classify-block.ts';
import { joinMarkers } from './join-markers.ts';
import { measureGap, startsBlock } from './starts-block.ts';
import { toTextLine } from './text-line.ts';
import type { TextLine } from './text-line.ts';

/** Joins the lines of one region to tables, paragraphs, list items and headings. */
export function findBlocks(lines: Line[], rules: Rule[], style: TextStyle): LaidBlock[] {
  const blocks: LaidBlock[] = [];
  let paragraph: TextLine[] = [];
  const region = { ...enclose(lines), usualGap: measureGap(lines) };
  let trailingSmallPrint = 0;
  const finish = (): void => {
    if (paragraph.length === 0) return;
    blocks.push(classifyBlock(paragraph, style));
    trailingSmallPrint = isSmallPrint(paragraph, style) ? trailingSmallPrint + 1 : 0;
    paragraph = [];
  };
  const pushTable = (rows: LaidBlock['rows']): void => {
    finish();
    trailingSmallPrint = 0;
    blocks.push({ kind: 'table', lines: [], rows });
  };
  for (const part of findAlignedTables(lines.map(joinMarkers), rules)) {
    if ('rows' in part) {
      pushTable(part.rows);
      continue;
    }
    for (const segment of part.segments) if (segment.table) pushTable(segment.table.rows);
    const line = toTextLine(part);
    if (line.words.length === 0) continue;
    if (paragraph.length > 0 && startsBlock(paragraph, line, region)) finish();
    paragraph.push(line);
  }
  finish();
  return blocks.map((block, index) => {
    const atEnd = index >= blocks.length - trailingSmallPrint && index > 0;
    return atEnd && block.kind === 'paragraph' ? { ...block, kind: 'footnote' } : block;
  });
}
