import type { PdfWord } from '../pdf/pdf-engine.ts';

/** Edges in the upright frame of the page, whichever way the text was turned on it. */
export interface Rectangle {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface UprightWord extends Rectangle {
  source: PdfWord;
  /** Belongs to the word before it: the file draws them apart, the reader sees one. */
  glued?: boolean;
}

/** A cell holds lines of words. */
export type Cell = UprightWord[][];

export interface Table extends Rectangle {
  rows: Cell[][];
}

/** Words on one baseline without a wide gap between them. */
export interface Segment extends Rectangle {
  words: UprightWord[];
  fontSize: number;
  /** A ruled table takes part in the layout as one piece. */
  table?: Table;
}

/** Segments side by side on one baseline. */
export interface Line extends Rectangle {
  segments: Segment[];
  fontSize: number;
}

export function enclose(parts: Rectangle[]): Rectangle {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const part of parts) {
    left = Math.min(left, part.left);
    top = Math.min(top, part.top);
    right = Math.max(right, part.right);
    bottom = Math.max(bottom, part.bottom);
  }
  return { left, top, right, bottom };
}
