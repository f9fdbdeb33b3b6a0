import type { Line } from '../segment.ts';
import { isListMarker } from './list-marker.ts';

const maxGapInFontSizes = 5;

/** The mark of a list item stands far from its text, yet it is no column of its own. */
export function joinMarkers(line: Line): Line {
  const [first, second, ...rest] = line.segments;
  if (!first || !second || first.table || second.table || first.words.length !== 1) return line;
  if (!isListMarker(first.words[0]!.source.text)) return line;
  if (second.left - first.right > maxGapInFontSizes * line.fontSize) return line;
  const joined = { ...second, left: first.left, words: [...first.words, ...second.words] };
  return { ...line, segments: [joined, ...rest] };
}
