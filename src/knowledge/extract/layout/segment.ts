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
}

/** Words on one baseline without a wide gap between them. */
export interface Segment extends Rectangle {
  words: UprightWord[];
  fontSize: number;
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
