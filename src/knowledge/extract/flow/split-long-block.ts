import { lastWordStart } from '../text/last-word-start.ts';
import type { FlowBlock } from './flow-block.ts';
import { separatorRow } from './render-table.ts';

/** Cuts a block that is longer than a part: tables between rows with their header repeated, text at sentences. */
export function splitLongBlock(block: FlowBlock, maxCharacters: number): FlowBlock[] {
  if (block.text.length <= maxCharacters) return [block];
  const texts =
    block.kind === 'table'
      ? splitTable(block.text, maxCharacters)
      : splitText(block.text, maxCharacters, block.kind === 'code' ? '\n' : ' ');
  return texts.map(text => ({ ...block, text }));
}

function splitTable(text: string, maxCharacters: number): string[] {
  const [header = '', separator = separatorRow(1), ...rows] = text.split('\n');
  const head = `${header}\n${separator}`;
  const tables: string[] = [];
  let table = head;
  for (const row of rows) {
    if (table !== head && table.length + row.length > maxCharacters) {
      tables.push(table);
      table = head;
    }
    table += `\n${row}`;
  }
  return [...tables, table].flatMap(part =>
    // One monstrous cell: a cut table is better than an endless part.
    part.length > maxCharacters * 4 ? splitText(part, maxCharacters, ' ') : [part],
  );
}

function splitText(text: string, maxCharacters: number, separator: string): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > maxCharacters) {
    const cut = findCut(rest, maxCharacters, separator);
    pieces.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  return [...pieces, rest].filter(piece => piece !== '');
}

function findCut(text: string, maxCharacters: number, separator: string): number {
  const window = text.slice(0, maxCharacters);
  const sentence = Math.max(...['. ', '? ', '! ', '。', '.\n'].map(end => window.lastIndexOf(end)));
  if (sentence > maxCharacters / 2) return sentence + 1;
  const gap = window.lastIndexOf(separator);
  if (gap > maxCharacters / 2) return gap;
  const word = lastWordStart(window);
  if (word > maxCharacters / 2) return word;
  return /[\ud800-\udbff]$/.test(window) ? maxCharacters - 1 : maxCharacters;
}
