import type { LaidBlock } from '../page-writer.ts';
import { opensItem } from './starts-block.ts';
import type { TextLine } from './text-line.ts';

/** How the running text of a document looks. */
export interface TextStyle {
  fontSize: number;
  bold: boolean;
  monospaced: boolean;
  pageHeight: number;
}

const maxHeadingLines = 4;
const maxHeadingWords = 30;

/** Names what a run of lines is, by its size, weight and first word. */
export function classifyBlock(lines: TextLine[], style: TextStyle): LaidBlock {
  const texts = lines.map(line => line.words);
  const level = findHeadingLevel(lines, style);
  if (level) return { kind: 'heading', level, lines: texts };
  if (isFootnote(lines, style)) return { kind: 'footnote', lines: texts };
  if (opensItem(lines[0]!)) return { kind: 'list-item', lines: texts };
  if (lines.length >= 2 && !style.monospaced && lines.every(line => line.monospaced)) {
    return { kind: 'code', lines: texts };
  }
  return { kind: 'paragraph', lines: texts };
}

function findHeadingLevel(lines: TextLine[], style: TextStyle): number | undefined {
  const words = lines.flatMap(line => line.words);
  const text = words.map(word => word.source.text).join(' ');
  const letters = (text.match(/\p{L}/gu) ?? []).length;
  if (lines.length > maxHeadingLines || words.length > maxHeadingWords || letters < 3) return undefined;
  const ratio = Math.min(...lines.map(line => line.fontSize)) / style.fontSize;
  const large = ratio >= 1.15;
  const heavy = !style.bold && ratio >= 0.92 && lines.every(line => line.bold);
  if (!large && !heavy) return undefined;
  if (/[,;]$/u.test(text) || (/[.:]$/u.test(text) && words.length > 6)) return undefined;
  if (ratio >= 1.6) return 1;
  return ratio >= 1.2 ? 2 : 3;
}

/** Small print below the text that opens with a note mark. */
function isFootnote(lines: TextLine[], style: TextStyle): boolean {
  return isSmallPrint(lines, style) && noteMark.test(lines[0]!.words[0]!.source.text);
}

const noteMark = /^(\d{1,3}|[*†‡§¶]+|[a-z])([.)]?$|(?=\p{Lu}|http))/u;

/** Smaller than the running text, low on the page, and no caption. */
export function isSmallPrint(lines: TextLine[], style: TextStyle): boolean {
  const [first] = lines;
  const small = lines.every(line => line.fontSize < 0.93 * style.fontSize);
  const low = first!.top > 0.6 * style.pageHeight;
  const caption = /^(fig|tab|abb|chart|photo|source|note|scheme)/i.test(first!.words[0]!.source.text);
  return small && low && !caption && first!.words.length + lines.length > 2;
}
