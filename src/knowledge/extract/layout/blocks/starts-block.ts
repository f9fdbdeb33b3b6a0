import type { Rectangle } from '../segment.ts';
import { isWrapped } from '../tables/is-wrapped.ts';
import { isListMarker } from './list-marker.ts';
import type { TextLine } from './text-line.ts';

/** Tells whether a line opens a new block or goes on with the lines before it. */
export function startsBlock(paragraph: TextLine[], line: TextLine, region: Rectangle): boolean {
  const previous = paragraph.at(-1)!;
  const gap = line.top - previous.bottom;
  if (gap > maxGap(paragraph, line)) return true;
  if (changesStyle(previous, line)) return true;
  if (opensItem(line)) return true;
  if (opensItem(paragraph[0]!)) return leavesItem(paragraph, line, region);
  return isIndented(paragraph, line, region) || endsShort(previous, line, region);
}

function maxGap(paragraph: TextLine[], line: TextLine): number {
  const usual = 0.62 * line.fontSize;
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
function leavesItem(paragraph: TextLine[], line: TextLine, region: Rectangle): boolean {
  const [first] = paragraph;
  const hanging = line.left > first!.left + 0.5 * line.fontSize;
  return !hanging && !isWrapped(paragraph.at(-1)!.words, line.words, region.right);
}

function isIndented(paragraph: TextLine[], line: TextLine, region: Rectangle): boolean {
  const previous = paragraph.at(-1)!;
  const indent = (line.left - previous.left) / line.fontSize;
  const atMargin = previous.left - region.left < 1.5 * line.fontSize;
  const wrapped = isWrapped(previous.words, line.words, region.right);
  return atMargin && indent > 0.8 && indent < 5 && (!wrapped || endsSentence(previous));
}

function endsShort(previous: TextLine, line: TextLine, region: Rectangle): boolean {
  return endsSentence(previous) && !isWrapped(previous.words, line.words, region.right);
}

function endsSentence(line: TextLine): boolean {
  return /[.!?:。”"]$/u.test(line.words.at(-1)!.source.text);
}
