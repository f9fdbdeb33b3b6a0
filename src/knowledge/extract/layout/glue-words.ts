import { runsOn } from '../text/runs-on.ts';
import { groupRows } from './find-lines.ts';
import type { UprightWord } from './segment.ts';

// In font sizes: a space is about a quarter, letters that belong together stand closer.
const minSpace = 0.08;
// Half of a full stop's square is empty.
const maxRunOn = 0.55;

/** Marks the words that belong to the one before them; files draw one word in several pieces. */
export function glueWords(words: UprightWord[]): UprightWord[] {
  return groupRows(words).flatMap(row =>
    row.map((word, index) => {
      const previous = row[index - 1];
      return previous && isGlued(previous, word) ? { ...word, glued: true } : word;
    }),
  );
}

/** Within one drawing the engine's spaces count; between two drawings only the distance tells. */
function isGlued(previous: UprightWord, next: UprightWord): boolean {
  if (runsOn(previous.source.text, next.source.text) && isNear(previous, next)) return true;
  if (previous.source.order === next.source.order) return next.source.joined;
  if (previous.source.spaceAfter) return false;
  const gap = (next.left - previous.right) / next.source.fontSize;
  return gap < minSpace && gap > -0.5;
}

function isNear(previous: UprightWord, next: UprightWord): boolean {
  return next.left - previous.right < maxRunOn * next.source.fontSize;
}
