import type { PdfPage } from '../pdf/pdf-engine.ts';
import type { TextStyle } from './blocks/classify-block.ts';
import { findBlocks } from './blocks/find-blocks.ts';
import { cutColumns } from './cut-columns.ts';
import { findLines, findSegments } from './find-lines.ts';
import type { Furniture } from './furniture/find-furniture.ts';
import { glueWords } from './glue-words.ts';
import { makeUpright } from './make-upright.ts';
import type { UprightPage } from './make-upright.ts';
import type { LaidBlock } from './page-writer.ts';
import type { UprightWord } from './segment.ts';
import { snapRulings } from './tables/snap-rulings.ts';
import { takeGrids } from './tables/take-grids.ts';

/** Finds the reading order and the structure of a page: header, text, notes, what runs another way, footer. */
export function layOutPage(page: UprightPage, furniture: Furniture, style: TextStyle): LaidBlock[] {
  const apart = new Set([...furniture.header, ...furniture.footer].flat());
  const flow = layOutFlow(
    page,
    page.words.filter(word => !apart.has(word)),
    style,
  );
  return [
    ...furniture.header.map((words): LaidBlock => ({ kind: 'page-header', lines: glueLine(words) })),
    ...flow.filter(block => block.kind !== 'footnote'),
    ...flow.filter(block => block.kind === 'footnote'),
    ...layOutAside(page, style),
    ...furniture.footer.map((words): LaidBlock => ({ kind: 'page-footer', lines: glueLine(words) })),
  ];
}

function layOutFlow(page: UprightPage, words: UprightWord[], style: TextStyle): LaidBlock[] {
  const rules = snapRulings(page.rulings);
  const { tables, rest } = takeGrids(rules, glueWords(words));
  const regions = cutColumns([...findSegments(rest), ...tables], rules.horizontal);
  return regions.flatMap(region => findBlocks(findLines(region), rules.horizontal, style));
}

/** Text that runs another way is turned and read for itself. */
function layOutAside(page: UprightPage, style: TextStyle): LaidBlock[] {
  const byRotation = Map.groupBy(page.aside, word => Math.round(word.source.rotation));
  return [...byRotation.values()].flatMap(words => {
    const turned: PdfPage = { ...page, number: 0, words: words.map(word => word.source), rulings: [] };
    const upright = makeUpright(turned);
    if (upright.words.length === 0) return [{ kind: 'paragraph', lines: [words] } satisfies LaidBlock];
    return findBlocks(findLines(findSegments(glueWords(upright.words))), [], style);
  });
}

function glueLine(words: UprightWord[]): UprightWord[][] {
  return [glueWords(words)];
}
