import { splitSentences } from '#knowledge/chunk/split-sentences.ts';
import type { TextRange } from './cite-passage.ts';

/** The smallest piece of a passage that can be quoted: a sentence, a list item or a row of a table. */
export interface Unit extends TextRange {
  text: string;
  /** Of a table row: the table's first row, which says what the cells mean. */
  header?: string;
  /** An item of a list; its mark is not part of it. */
  isItem?: boolean;
}

const rowLine = /^\s*\|.*\|\s*$/;
const ruleLine = /^\s*\|(?:\s*:?-+:?\s*\|)+\s*$/;
/** A heading as plain text has them. */
const capitals = /^(?=.*\p{Lu}.*\p{Lu})[^\p{Ll}\p{Lo}]+$/u;
const listItem = /^\s*(?:[-*•–]|\d{1,3}[.)])\s+/;

/** Cuts a passage into units in their order; headings, rules and header rows are none. */
export function splitUnits(text: string): Unit[] {
  const units: Unit[] = [];
  let block: TextRange | undefined;
  let header: string | undefined;
  const closeBlock = (): void => {
    if (block !== undefined) units.push(...sentencesOf(text, block));
    block = undefined;
  };
  for (const line of linesOf(text)) {
    const content = text.slice(line.start, line.end);
    if (rowLine.test(content)) {
      closeBlock();
      if (ruleLine.test(content)) units.pop();
      else units.push({ ...line, text: content, header });
      header ??= content;
      continue;
    }
    header = undefined;
    const isCapitals = capitals.test(content);
    if (content.trim() === '' || listItem.test(content) || isCapitals) closeBlock();
    if (content.trim() !== '') block = { start: block?.start ?? line.start, end: line.end };
    if (isCapitals) closeBlock();
  }
  closeBlock();
  return units;
}

function* linesOf(text: string): Generator<TextRange> {
  let start = 0;
  for (const content of text.split('\n')) {
    yield { start, end: start + content.length };
    start += content.length + 1;
  }
}

function sentencesOf(text: string, block: TextRange): Unit[] {
  const mark = listItem.exec(text.slice(block.start, block.end))?.[0].length ?? 0;
  const first = block.start + mark;
  return splitSentences(text.slice(first, block.end)).flatMap(([from, to]) => {
    const raw = text.slice(first + from, first + to);
    const start = first + from + (raw.length - raw.trimStart().length);
    const end = start + raw.trim().length;
    return end > start ? [{ start, end, text: text.slice(start, end), isItem: mark > 0 }] : [];
  });
}
