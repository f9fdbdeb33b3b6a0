import type { ExtractionWarning } from '../extraction.ts';
import type { PdfPage } from '../pdf/pdf-engine.ts';
import { cutColumns } from './cut-columns.ts';
import { findBlocks } from './find-blocks.ts';
import { findLines, findSegments } from './find-lines.ts';
import { glueWords } from './glue-words.ts';
import { makeUpright } from './make-upright.ts';
import type { LaidBlock } from './page-writer.ts';
import type { Segment, UprightWord } from './segment.ts';
import { fillGrid } from './tables/fill-grid.ts';
import { findGrids } from './tables/find-grids.ts';
import type { Grid } from './tables/find-grids.ts';
import { snapRulings } from './tables/snap-rulings.ts';

export interface LaidPage {
  page: PdfPage;
  blocks: LaidBlock[];
  warnings: ExtractionWarning[];
}

/** Finds the reading order and the structure of a page. */
export function layOutPage(page: PdfPage): LaidPage {
  const upright = makeUpright(page);
  const rules = snapRulings(upright.rulings);
  const { tables, rest } = takeGrids(findGrids(rules), glueWords(upright.words));
  const segments = [...findSegments(rest), ...tables];
  const regions = cutColumns(segments, rules.horizontal);
  const blocks = regions.flatMap(region => findBlocks(findLines(region), rules.horizontal));
  if (upright.aside.length > 0) blocks.push({ kind: 'paragraph', lines: [upright.aside] });
  return { page, blocks, warnings: [] };
}

/** Ruled tables leave the flow of words before columns are sought: their inner gaps are none. */
function takeGrids(grids: Grid[], words: UprightWord[]): { tables: Segment[]; rest: UprightWord[] } {
  const tables: Segment[] = [];
  let rest = words;
  for (const grid of grids.toSorted((a, b) => area(b) - area(a))) {
    const filled = fillGrid(grid, rest);
    if (!filled) continue;
    const taken = new Set(filled.words);
    rest = rest.filter(word => !taken.has(word));
    tables.push({ ...filled.table, words: filled.words, fontSize: 10, table: filled.table });
  }
  return { tables, rest };
}

function area(grid: Grid): number {
  return (grid.right - grid.left) * (grid.bottom - grid.top);
}
