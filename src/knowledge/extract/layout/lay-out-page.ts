import type { ExtractionWarning } from '../extraction.ts';
import type { PdfPage } from '../pdf/pdf-engine.ts';
import { cutColumns } from './cut-columns.ts';
import { findBlocks } from './find-blocks.ts';
import { findLines, findSegments } from './find-lines.ts';
import { makeUpright } from './make-upright.ts';
import type { LaidBlock } from './page-writer.ts';

export interface LaidPage {
  page: PdfPage;
  blocks: LaidBlock[];
  warnings: ExtractionWarning[];
}

/** Finds the reading order and the structure of a page. */
export function layOutPage(page: PdfPage): LaidPage {
  const upright = makeUpright(page);
  const regions = cutColumns(findSegments(upright.words), upright.rulings);
  const blocks = regions.flatMap(region => findBlocks(findLines(region)));
  if (upright.aside.length > 0) blocks.push({ kind: 'paragraph', lines: [upright.aside] });
  return { page, blocks, warnings: [] };
}
