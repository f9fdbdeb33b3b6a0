import type { Style } from './styles.ts';

/** A run of letters in one style; a word may hold several, as in “mark[^1]”. */
export interface Piece {
  text: string;
  style: Style;
}

export interface Word {
  pieces: Piece[];
  /** Labels of the footnotes that the word refers to. */
  notes: string[];
}

/** Words of a paragraph with `*italic*`, `**bold**` and `[^1]` footnote marks. */
export function parseInline(source: string, base: Style): Word[] {
  const words: Word[] = [];
  let bold = false;
  let italic = false;
  let word: Word = { pieces: [], notes: [] };
  for (const token of source.split(/(\*\*|\*|\[\^\d+\]|\s+)/).filter(part => part !== '')) {
    const note = /^\[\^(\d+)\]$/.exec(token)?.[1];
    if (token === '**') bold = !bold;
    else if (token === '*') italic = !italic;
    else if (note) {
      word.notes.push(note);
      word.pieces.push({ text: note, style: { ...base, size: base.size * 0.65, rise: base.size * 0.35 } });
    } else if (token.trim() === '') {
      words.push(word);
      word = { pieces: [], notes: [] };
    } else word.pieces.push({ text: token, style: styleOf(base, bold, italic) });
  }
  return [...words, word].filter(({ pieces }) => pieces.length > 0);
}

function styleOf(base: Style, bold: boolean, italic: boolean): Style {
  if (bold) return { ...base, font: base.font.startsWith('sans') ? 'sansBold' : 'serifBold' };
  return italic ? { ...base, font: 'serifItalic' } : base;
}
