import type { Piece, Word } from './parse-inline.ts';
import type { Style } from './styles.ts';

export interface Line {
  words: Word[];
  /** Width with spaces of natural size. */
  width: number;
  isLast: boolean;
}

export interface Measure {
  (text: string, style: Style): number;
}

interface Fragment {
  pieces: Piece[];
  notes: string[];
  width: number;
  end: 'space' | 'hyphen' | 'joint';
}

const hyphenPenalty = 1.2;

/**
 * Breaks a paragraph where the spaces of all its lines together differ least from their natural width
 * (Knuth & Plass 1981, without its fitness classes), which keeps narrow justified columns even.
 */
export function breakLines(
  words: Word[],
  width: number,
  measure: Measure,
  syllablesOf: (word: string) => string[],
  firstIndent = 0,
): Line[] {
  const fragments = words.flatMap(word => splitWord(word, measure, syllablesOf));
  const space = measure(' ', words[0]?.pieces[0]?.style ?? { font: 'serif', size: 9 });
  const best = [{ cost: 0, from: 0 }];
  for (let to = 1; to <= fragments.length; to++) {
    best.push(
      bestBreakBefore(fragments, to, from => (from === 0 ? width - firstIndent : width), space, best),
    );
  }
  const lines: Line[] = [];
  for (let to = fragments.length; to > 0; to = best[to]!.from) {
    lines.unshift(joinLine(fragments, best[to]!.from, to, space));
  }
  return lines;
}

function bestBreakBefore(
  fragments: Fragment[],
  to: number,
  widthFrom: (from: number) => number,
  space: number,
  best: { cost: number; from: number }[],
) {
  let choice = { cost: Infinity, from: to - 1 };
  for (let from = to - 1; from >= 0; from--) {
    const width = widthFrom(from);
    const spaces = countSpaces(fragments, from, to);
    const natural = naturalWidth(fragments, from, to, space);
    if (natural - spaces * space * 0.22 > width && from < to - 1) break;
    const cost =
      best[from]!.cost + lineCost(natural, spaces, width, space, fragments[to - 1]!, to === fragments.length);
    if (cost < choice.cost) choice = { cost, from };
  }
  return choice;
}

function lineCost(
  natural: number,
  spaces: number,
  width: number,
  space: number,
  end: Fragment,
  isLast: boolean,
) {
  const slack = width - natural;
  // A last line of a few letters looks like a mistake.
  if (isLast && slack >= 0) return natural < width * 0.15 ? 1 : 0;
  const ratio = Math.abs(slack) / (Math.max(spaces, 0.4) * space * (slack < 0 ? 0.3 : 0.8));
  return 0.1 + ratio ** 3 + (end.end === 'space' ? 0 : hyphenPenalty);
}

function countSpaces(fragments: Fragment[], from: number, to: number): number {
  let count = 0;
  for (let index = from; index < to - 1; index++) if (fragments[index]!.end === 'space') count++;
  return count;
}

function naturalWidth(fragments: Fragment[], from: number, to: number, space: number): number {
  let width = countSpaces(fragments, from, to) * space;
  for (let index = from; index < to; index++) width += fragments[index]!.width;
  return width + (fragments[to - 1]!.end === 'hyphen' ? space * 1.3 : 0);
}

function splitWord(word: Word, measure: Measure, syllablesOf: (word: string) => string[]): Fragment[] {
  const parts = word.pieces.flatMap(piece => {
    const texts = piece.style.rise
      ? [piece.text]
      : piece.text.split(/(?<=[-–—])(?=\p{L})/u).flatMap(syllablesOf);
    return texts.map((text, index) => ({ text, style: piece.style, breakable: index < texts.length - 1 }));
  });
  const fragments: Fragment[] = [];
  let pieces: Piece[] = [];
  parts.forEach(({ text, style, breakable }, index) => {
    pieces.push({ text, style });
    const isLast = index === parts.length - 1;
    if (!breakable && !isLast) return;
    const end = isLast ? 'space' : /[-–—]$/.test(text) ? 'joint' : 'hyphen';
    const width = pieces.reduce((sum, piece) => sum + measure(piece.text, piece.style), 0);
    fragments.push({ pieces, notes: isLast ? word.notes : [], width, end });
    pieces = [];
  });
  return fragments;
}

function joinLine(fragments: Fragment[], from: number, to: number, space: number): Line {
  const words: Word[] = [];
  let open: Word = { pieces: [], notes: [] };
  for (const [index, fragment] of fragments.slice(from, to).entries()) {
    const isEnd = index === to - from - 1;
    const hyphen = isEnd && fragment.end === 'hyphen' ? '-' : '';
    for (const piece of fragment.pieces) appendPiece(open, piece);
    if (hyphen) open.pieces.at(-1)!.text += hyphen;
    open.notes.push(...fragment.notes);
    if (fragment.end !== 'space' && !isEnd) continue;
    words.push(open);
    open = { pieces: [], notes: [] };
  }
  return { words, width: naturalWidth(fragments, from, to, space), isLast: to === fragments.length };
}

/** Syllables of one word become one run again, so that kerning and ligatures hold across them. */
function appendPiece(word: Word, piece: Piece) {
  const last = word.pieces.at(-1);
  if (last && last.style === piece.style) last.text += piece.text;
  else word.pieces.push({ ...piece });
}
