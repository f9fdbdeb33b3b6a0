import type { Block, BlockKind, Box, ExtractedPage, WordBox } from '../extraction.ts';
import { orderWords } from './order-words.ts';
import { runsOn } from '../text/runs-on.ts';
import { roundPoints } from './round-points.ts';
import type { Cell, UprightWord } from './segment.ts';

/** A block as the layout found it: lines of words, or rows of cells of words. */
export interface LaidBlock {
  kind: BlockKind;
  level?: number;
  lines: UprightWord[][];
  rows?: Cell[][];
}

type WrittenPage = Pick<ExtractedPage, 'text' | 'blocks' | 'words'>;

/** Writes blocks to one text and notes where each block and each word stands in it. */
export function writePage(blocks: LaidBlock[]): WrittenPage {
  const page: WrittenPage = { text: '', blocks: [], words: [] };
  let previous: LaidBlock | undefined;
  for (const block of blocks) {
    if (previous) page.text += previous.kind === 'list-item' && block.kind === 'list-item' ? '\n' : '\n\n';
    const start = page.text.length;
    if (block.rows) writeTable(page, block.rows);
    else writeLines(page, block.lines, { verbatim: block.kind === 'code' });
    const level = block.level === undefined ? {} : { level: block.level };
    const written: Block = { kind: block.kind, start, end: page.text.length, ...level };
    const box = encloseBoxes(block.rows ? block.rows.flat(3) : block.lines.flat());
    page.blocks.push(box ? { ...written, box } : written);
    previous = block;
  }
  return page;
}

function writeTable(page: WrittenPage, rows: Cell[][]): void {
  const columns = Math.max(1, ...rows.map(row => row.length));
  rows.forEach((row, index) => {
    if (index > 0) page.text += '\n';
    for (let column = 0; column < columns; column++) {
      page.text += column === 0 ? '| ' : ' | ';
      writeLines(page, row[column] ?? [], { escape: escapeBars });
    }
    page.text += ' |';
    if (index === 0) page.text += `\n|${' --- |'.repeat(columns)}`;
  });
}

function escapeBars(text: string): string {
  return text.replaceAll('|', '\\|');
}

interface WriteOptions {
  /** Line breaks stay. */
  verbatim?: boolean;
  escape?: (text: string) => string;
}

function writeLines(page: WrittenPage, lines: UprightWord[][], options: WriteOptions = {}): void {
  lines.map(orderWords).forEach((line, index) => {
    if (index > 0 && options.verbatim) page.text += '\n';
    else if (index > 0 && !joinsLines(page, line[0]?.source.text ?? '')) page.text += ' ';
    writeWords(page, line, options.escape);
  });
}

/** True where nothing comes between the end of a line and the next one. */
function joinsLines(page: WrittenPage, next: string): boolean {
  return mendHyphen(page, next) || runsOn(page.text.slice(-2), next);
}

/** Takes the hyphen off a word that goes on in the next line; true when nothing may come between. */
function mendHyphen(page: WrittenPage, next: string): boolean {
  const last = page.words.at(-1);
  if (!last || last.end !== page.text.length) return false;
  const half = page.text.slice(last.start);
  if (!/\p{L}{2}[-\u00ad\u2010]$/u.test(half) || !/^\p{Ll}/u.test(next)) return false;
  // A compound of several parts keeps its hyphen.
  if (/\p{L}-\p{L}+-$/u.test(half)) return true;
  page.text = page.text.slice(0, -1);
  last.end--;
  return true;
}

function writeWords(page: WrittenPage, words: UprightWord[], escape = (text: string): string => text): void {
  words.forEach((word, index) => {
    if (index > 0 && !word.glued) page.text += ' ';
    const start = page.text.length;
    page.text += escape(word.source.text);
    const { confidence } = word.source;
    const written: WordBox = { start, end: page.text.length, ...toBox(word) };
    page.words.push(confidence === undefined ? written : { ...written, confidence });
  });
}

function toBox(word: UprightWord): Box {
  const { x, y, width, height } = word.source;
  return { x: roundPoints(x), y: roundPoints(y), width: roundPoints(width), height: roundPoints(height) };
}

function encloseBoxes(words: UprightWord[]): Box | undefined {
  if (words.length === 0) return undefined;
  const left = Math.min(...words.map(word => word.source.x));
  const top = Math.min(...words.map(word => word.source.y));
  const right = Math.max(...words.map(word => word.source.x + word.source.width));
  const bottom = Math.max(...words.map(word => word.source.y + word.source.height));
  return {
    x: roundPoints(left),
    y: roundPoints(top),
    width: roundPoints(right - left),
    height: roundPoints(bottom - top),
  };
}
