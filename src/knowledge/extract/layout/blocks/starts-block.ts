import type { Line, Rectangle } from '../segment.ts';
import { isWrapped } from '../tables/is-wrapped.ts';
import { isListMarker } from './list-marker.ts';
import type { TextLine } from './text-line.ts';

/** The area that lines share, and the white between most of them, in font sizes. */
export interface TextRegion extends Rectangle {
  usualGap: number;
}

const maxUsualGap = 1.3;

/** Widely set text has wide gaps everywhere: only what is wider still parts paragraphs. */
export function measureGap(lines: Line[]): number {
  const gaps = lines
    .slice(1)
    .map((line, index) => (line.top - lines[index]!.bottom) / line.fontSize)
    .filter(gap => gap > 0 && gap < maxUsualGap)
    .toSorted((a, b) => a - b);
  return gaps.length < 3 ? 0 : gaps[Math.floor(gaps.length * 0.4)]!;
}

/** Tells whether a line opens a new block or goes on with the lines before it. */
export function startsBlock(paragraph: TextLine[], line: TextLine, region: TextRegion): boolean {
  const previous = paragraph.at(-1)!;
  const gap = line.top - previous.bottom;
  if (gap > maxGap(paragraph, line, region)) return true;
  if (changesStyle(previous, line)) return true;
  if (opensItem(line)) return true;
  if (opensItem(paragraph[0]!)) return leavesItem(paragraph, line, region);
  return isIndented(paragraph, line, region) || endsShort(previous, line, region);
}

function maxGap(paragraph: TextLine[], line: TextLine, region: TextRegion): number {
  const usual = Math.max(0.62, region.usualGap + 0.3) * line.fontSize;
  if (paragraph.length < 2) return Math.max(usual, 0.75 * line.fontSize);
  const leading = paragraph.at(-1)!.top - paragraph.at(-2)!.bottom;
  return Math.max(usual, leading + 0.35 * line.fontSize);
}

function changesStyle(previous: TextLine, line: TextLine): boolean {
  const ratio = line.fontSize / previous.fontSize;
  if (ratio > 1.12 || ratio < 0.88) return true;
  if (previous.monospaced !== line.monospaced) return true;
  return previous.bold !== line.bold && previous.words.length + line.words.length > 2;
}

export function opensItem(line: TextLine): boolean {
  return line.words.length > 1 && isListMarker(line.words[0]!.source.text);
}

/** The text of an item hangs below its first word, or it was wrapped back to the mark. */
function leavesItem(paragraph: TextLine[], line: TextLine, region: TextRegion): boolean {
  const [first] = paragraph;
  const hanging = line.left > first!.left + 0.5 * line.fontSize;
  return !hanging && !isWrapped(paragraph.at(-1)!.words, line.words, region.right);
}

function isIndented(paragraph: TextLine[], line: TextLine, region: TextRegion): boolean {
  const previous = paragraph.at(-1)!;
  const indent = (line.left - previous.left) / line.fontSize;
  const atMargin = previous.left - region.left < 1.5 * line.fontSize;
  const wrapped = isWrapped(previous.words, line.words, region.right);
  return atMargin && indent > 0.8 && indent < 5 && (!wrapped || endsSentence(previous));
}

function endsShort(previous: TextLine, line: TextLine, region: TextRegion): boolean {
  return endsSentence(previous) && !isWrapped(previous.words, line.words, region.right);
}

function endsSentence(line: TextLine): boolean {
  return /[.!?:。”"]$/u.test(line.words.at(-1)!.source.text);
}
