import type { Block } from '#knowledge/extract/extraction.ts';
import { graphemeBoundaries, wordBoundaries } from './text-boundaries.ts';
import type { BoundaryTest } from './text-boundaries.ts';
import { splitLongRange } from './split-long-range.ts';
import { splitSentences } from './split-sentences.ts';
import { isBlank, trimRange } from './trim-range.ts';
import type { Range } from './trim-range.ts';

const separatorRow = /^\|(?:\s*:?-+:?\s*\|)+\s*$/;

export interface SplitBlock {
  ranges: Range[];
  /** Of a table with rows below its header. */
  header?: Range;
}

/** Cuts a block into the pieces that chunks are packed from, none longer than `maxCharacters` where words allow. */
export function splitBlock(text: string, block: Block, maxCharacters: number): SplitBlock {
  const isBoundary = graphemeBoundaries(text);
  const whole = trimRange(text, [block.start, block.end], isBoundary);
  const pieces = cutByKind(text, block, whole);
  const header = block.kind === 'table' ? findHeader(pieces, { text, maxCharacters, isBoundary }) : undefined;
  const room = maxCharacters - (header ? header[1] - header[0] + 1 : 0);
  const ranges = pieces
    .map(range => trimRange(text, range, isBoundary))
    .filter(range => !isBlank(range))
    .flatMap(range => splitLongRange(text, range, { maxCharacters: room, isBoundary }));
  return { ranges, header };
}

function cutByKind(text: string, block: Block, whole: Range): Range[] {
  if (block.kind === 'heading') return [whole];
  if (block.kind === 'table') return joinSeparator(text, cutLines(text, whole));
  if (block.kind === 'code') return cutLines(text, whole);
  return mendCuts(
    text,
    splitSentences(text.slice(...whole)).map(([a, b]): Range => [a + whole[0], b + whole[0]]),
  );
}

function cutLines(text: string, [start, end]: Range): Range[] {
  const ranges: Range[] = [];
  let from = start;
  while (from < end) {
    const newline = text.indexOf('\n', from);
    const to = newline === -1 || newline >= end ? end : newline + 1;
    ranges.push([from, to]);
    from = to;
  }
  return ranges;
}

/** A Markdown table's header is its first row and the line of dashes. */
function joinSeparator(text: string, rows: Range[]): Range[] {
  const [first, second, ...others] = rows;
  if (!first || !second || !separatorRow.test(text.slice(...second).trim())) return rows;
  return [[first[0], second[1]], ...others];
}

/** A repeated header may take a third of a chunk; a longer one would drown the rows. */
function findHeader(
  rows: Range[],
  options: { text: string; maxCharacters: number; isBoundary: BoundaryTest },
): Range | undefined {
  const [first, second] = rows;
  if (!first || !second) return undefined;
  const header = trimRange(options.text, first, options.isBoundary);
  const length = header[1] - header[0];
  return length > 0 && length <= options.maxCharacters / 3 ? header : undefined;
}

/** Sentence rules look at flattened text and at punctuation: a cut inside a word or a visible character is undone. */
function mendCuts(text: string, ranges: Range[]): Range[] {
  const isGraphemeBoundary = graphemeBoundaries(text);
  const isWordBoundary = wordBoundaries(text);
  const mended: Range[] = [];
  for (const [start, end] of ranges) {
    const last = mended.at(-1);
    if (last && !(isGraphemeBoundary(start) && isWordBoundary(start))) last[1] = end;
    else mended.push([start, end]);
  }
  return mended;
}
