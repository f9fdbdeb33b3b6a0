import type { Block } from '#knowledge/extract/extraction.ts';
import type { ChunkUnit, UnitPart } from './chunk-unit.ts';
import { openHeading } from './open-headings.ts';
import type { OpenHeading } from './open-headings.ts';
import { readBlocks } from './read-blocks.ts';
import type { PageText } from './read-blocks.ts';
import { splitBlock } from './split-block.ts';
import type { Range } from './trim-range.ts';

export interface PageUnits {
  units: ChunkUnit[];
  /** In force at the page's end. */
  headings: OpenHeading[];
}

/** Takes a page apart into units in reading order, footnotes last; `headings` are those in force at its top. */
export function readUnits(page: PageText, headings: OpenHeading[], maxCharacters: number): PageUnits {
  const units: ChunkUnit[] = [];
  let open = headings;
  let previousEnd: number | undefined;
  for (const block of readBlocks(page)) {
    if (block.kind === 'heading') open = openHeading(open, headingOf(page, block));
    const blockUnits = unitsOf(page, block, open, maxCharacters);
    for (const { parts } of blockUnits) {
      const part = parts[0]!;
      part.gap = previousEnd === undefined ? undefined : blankBetween(page.text, previousEnd, part.start);
      previousEnd = part.end;
    }
    units.push(...blockUnits);
  }
  return {
    units: [...units.filter(unit => !unit.aside), ...units.filter(unit => unit.aside)],
    headings: open,
  };
}

const headingOf = (page: PageText, block: Block): OpenHeading => ({
  level: block.level ?? 2,
  text: page.text.slice(block.start, block.end),
});

function unitsOf(page: PageText, block: Block, open: OpenHeading[], maxCharacters: number): ChunkUnit[] {
  const { ranges, header } = splitBlock(page.text, block, maxCharacters);
  const headings = open.map(heading => heading.text);
  return ranges.map((range, index) => ({
    kind: unitKind(block),
    parts: [partOf(page, range)],
    headings,
    ...(index === 0 && { blockLength: block.end - block.start }),
    ...(header && range[0] >= header[1] && { header: partOf(page, header) }),
    ...(block.kind === 'footnote' && { aside: true }),
  }));
}

function unitKind(block: Block): ChunkUnit['kind'] {
  if (block.kind === 'heading') return 'heading';
  if (block.kind === 'table') return 'row';
  return block.kind === 'code' ? 'line' : 'sentence';
}

const partOf = (page: PageText, [start, end]: Range): UnitPart => ({
  page: page.number,
  start,
  end,
  text: page.text.slice(start, end),
});

function blankBetween(text: string, start: number, end: number): string | undefined {
  const between = text.slice(start, end);
  return start <= end && between.trim() === '' ? between : undefined;
}
