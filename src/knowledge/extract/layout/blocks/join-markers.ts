import type { Line, UprightWord } from '../segment.ts';
import { isListMarker, isMisreadBullet } from './list-marker.ts';
import { isMonospaced } from './text-line.ts';

const maxGapInFontSizes = 5;

/** The mark of a list item stands far from its text, yet it is no column of its own. */
export function joinMarkers(given: Line): Line {
  const line = nameBullet(given);
  const [first, second, ...rest] = line.segments;
  if (!first || !second || first.table || second.table || first.words.length !== 1) return line;
  if (!isListMarker(first.words[0]!.source.text)) return line;
  if (second.left - first.right > maxGapInFontSizes * line.fontSize) return line;
  const joined = { ...second, left: first.left, words: [...first.words, ...second.words] };
  return { ...line, segments: [joined, ...rest] };
}

/** Word processors draw the hollow bullet of the second level as an "o" of a typewriter's font. */
function nameBullet(line: Line): Line {
  const [first, ...others] = line.segments;
  const words = line.segments.flatMap(segment => segment.words);
  if (!first || first.table || !isDrawnBullet(words[0], words[1])) return line;
  const [mark, ...rest] = first.words;
  const bullet = { ...mark!, source: { ...mark!.source, text: '◦' } };
  return { ...line, segments: [{ ...first, words: [bullet, ...rest] }, ...others] };
}

function isDrawnBullet(mark: UprightWord | undefined, next: UprightWord | undefined): boolean {
  if (!mark || !next) return false;
  if (isMisreadBullet(mark.source)) return next.left - mark.right > mark.source.fontSize;
  if (mark.source.text !== 'o' || next.glued) return false;
  return isMonospaced(mark.source.fontName) && !isMonospaced(next.source.fontName);
}
