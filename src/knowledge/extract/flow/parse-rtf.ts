import { cleanText } from '../text/clean-text.ts';
import type { FlowBlock } from './flow-block.ts';
import { renderTable } from './render-table.ts';
import { tokenizeRtf } from './tokenize-rtf.ts';
import type { RtfToken } from './tokenize-rtf.ts';
import { RtfDecoder } from './rtf-decoder.ts';

export interface ParsedRtf {
  title?: string;
  blocks: FlowBlock[];
  /** False when the file ends before its last group does. */
  isClosed: boolean;
}

/** Groups whose content is no text of the document. */
const silent = new Set(
  (
    'fonttbl colortbl stylesheet listtable listoverridetable rsidtbl pict object themedata colorschememapping ' +
    'datastore latentstyles xmlnstbl wgrffmtfilter header headerl headerr headerf footer footerl footerr footerf ' +
    'fldinst filetbl revtbl pntext pntxta pntxtb listtext mmathPr generator bkmkstart bkmkend template operator ' +
    'author company creatim revtim printim keywords subject comment doccomm nonshppict private atnid atnauthor annotation'
  ).split(' '),
);
const symbols: Record<string, string> = {
  tab: ' ',
  line: '\n',
  emdash: '—',
  endash: '–',
  bullet: '•',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  emspace: ' ',
  enspace: ' ',
  qmspace: ' ',
  '~': '\u00a0',
  _: '\u2011',
};

interface Group {
  isSilent: boolean;
  isTitle: boolean;
  /** Fallback characters behind each \u. */
  fallbackCount: number;
  font: number | undefined;
}

const maxDepth = 2_000;

/** Reads what an RTF file says; its formatting counts only where it makes headings and tables. */
export function parseRtf(bytes: Buffer): ParsedRtf {
  const writer = new RtfWriter();
  for (const token of tokenizeRtf(bytes)) writer.take(token);
  return writer.end();
}

class RtfWriter {
  readonly #blocks: FlowBlock[] = [];
  readonly #decoder = new RtfDecoder();
  #groups: Group[] = [];
  #group: Group = { isSilent: false, isTitle: false, fallbackCount: 1, font: undefined };
  #inFontTable = false;
  #skip = 0;
  #ignorable = false;
  #text = '';
  #title = '';
  #level: number | undefined;
  #isListItem = false;
  #inTable = false;
  #rows: string[][] = [];
  #cells: string[] = [];

  take(token: RtfToken): void {
    if (token.type !== 'bytes') this.#flushBytes();
    if (token.type === 'open') this.#open();
    else if (token.type === 'close') this.#close();
    else if (token.type === 'bytes') this.#takeBytes(token.bytes);
    else this.#takeWord(token.word, token.parameter);
  }

  end(): ParsedRtf {
    this.#flushBytes();
    this.#endParagraph();
    this.#endTable();
    const title = cleanText(this.#title).replace(/\s+/g, ' ').trim();
    return { ...(title ? { title } : {}), blocks: this.#blocks, isClosed: this.#groups.length === 0 };
  }

  #open(): void {
    if (this.#groups.length > maxDepth) throw new Error(`RTF is nested deeper than ${maxDepth} groups`);
    this.#groups.push(this.#group);
    this.#group = { ...this.#group };
    this.#skip = 0;
  }

  #close(): void {
    const outer = this.#groups.pop();
    if (outer) this.#group = outer;
    this.#skip = 0;
    if (this.#groups.length <= 1) this.#inFontTable = false;
  }

  #takeBytes(bytes: Buffer): void {
    const rest = bytes.subarray(Math.min(this.#skip, bytes.length));
    this.#skip -= bytes.length - rest.length;
    if (!this.#group.isSilent) this.#decoder.add(rest);
  }

  #flushBytes(): void {
    this.#write(this.#decoder.take(this.#group.font));
  }

  #write(text: string): void {
    if (this.#group.isSilent || text === '') return;
    if (this.#group.isTitle) this.#title += text;
    else this.#text += text;
  }

  #takeWord(word: string, parameter: number | undefined): void {
    if (word === '*') {
      this.#ignorable = true;
      return;
    }
    const isIgnorable = this.#ignorable;
    this.#ignorable = false;
    if (word === 'fonttbl') this.#inFontTable = true;
    if (this.#takeDestination(word, isIgnorable)) return;
    if (this.#takeCharacterSet(word, parameter)) return;
    if (word === 'u') this.#takeUnicode(parameter ?? 0);
    else if (!this.#group.isSilent) this.#takeLayout(word, parameter);
  }

  #takeDestination(word: string, isIgnorable: boolean): boolean {
    if (word === 'title') this.#group.isTitle = true;
    else if (silent.has(word) || (isIgnorable && word !== 'shptxt')) this.#group.isSilent = true;
    else if (word === 'info') return true;
    else return false;
    return true;
  }

  #takeCharacterSet(word: string, parameter: number | undefined): boolean {
    if (word === 'ansicpg') this.#decoder.codePage = parameter;
    else if (word === 'uc') this.#group.fallbackCount = Math.min(Math.max(parameter ?? 1, 0), 10);
    else if (word === 'f') this.#group.font = parameter;
    else if (word === 'fcharset' && this.#inFontTable)
      this.#decoder.setCharacterSet(this.#group.font, parameter);
    else return false;
    return true;
  }

  #takeUnicode(parameter: number): void {
    this.#write(String.fromCharCode(parameter & 0xffff));
    this.#skip = this.#group.fallbackCount;
  }

  #takeLayout(word: string, parameter: number | undefined): void {
    if (symbols[word] !== undefined) this.#write(symbols[word]);
    else if (word === 'par' || word === 'sect' || word === 'page') this.#endParagraph();
    else if (word === 'cell' || word === 'nestcell') this.#endCell();
    else if (word === 'row' || word === 'nestrow') this.#endRow();
    else if (word === 'intbl') this.#inTable = true;
    else if (word === 'outlinelevel') this.#level = Math.min((parameter ?? 0) + 1, 6);
    else if (word === 'ls') this.#isListItem = (parameter ?? 0) > 0;
    else if (word === 'pard') this.#resetParagraph();
  }

  #resetParagraph(): void {
    this.#level = undefined;
    this.#isListItem = false;
    this.#inTable = false;
  }

  #takeText(): string {
    const text = cleanText(this.#text)
      .replace(/[^\S\n]+/g, ' ')
      .replace(/ ?\n ?/g, '\n')
      .trim();
    this.#text = '';
    return text;
  }

  #endParagraph(): void {
    // Within a cell, paragraphs are parted by a space.
    if (this.#inTable) {
      this.#text += ' ';
      return;
    }
    this.#endTable();
    const text = this.#takeText();
    if (text === '') return;
    if (this.#level !== undefined && this.#level < 7 && text.length < 300)
      this.#blocks.push({ kind: 'heading', level: this.#level, text: text.replace(/\n/g, ' ') });
    else if (this.#isListItem) this.#blocks.push({ kind: 'list-item', text: `- ${text}` });
    else this.#blocks.push({ kind: 'paragraph', text });
  }

  #endCell(): void {
    this.#cells.push(this.#takeText());
  }

  #endRow(): void {
    if (this.#cells.some(cell => cell !== '')) this.#rows.push(this.#cells);
    this.#cells = [];
  }

  #endTable(): void {
    this.#endRow();
    const columns = Math.max(0, ...this.#rows.map(row => row.length));
    if (columns > 1) this.#blocks.push({ kind: 'table', text: renderTable(this.#rows) });
    else this.#blocks.push(...this.#rows.map(([text = '']): FlowBlock => ({ kind: 'paragraph', text })));
    this.#rows = [];
  }
}
