import { groupRows } from '../find-lines.ts';
import type { UprightPage } from '../make-upright.ts';
import type { UprightWord } from '../segment.ts';

export interface BandLine {
  place: 'top' | 'bottom';
  /** Distance from the edge of the page. */
  distance: number;
  /** Text without the digits that change from page to page. */
  masked: string;
  words: UprightWord[];
  /** No other line is nearer to the edge. */
  outermost: boolean;
}

const bandShare = 0.13;
const maxLines = 4;

/** Lists the lines near the upper and the lower edge of a page, the outermost first. */
export function listBandLines(page: UprightPage): BandLine[] {
  const limit = bandShare * page.height;
  // Lines amid the page are nobody's furniture; half a band more, so that no line is cut at the border.
  const reach = 1.5 * limit;
  const near = page.words.filter(({ top, bottom }) => bottom < reach || top > page.height - reach);
  const rows = groupRows(near);
  const top = rows.slice(0, maxLines).filter(row => row[0]!.bottom < limit);
  const bottom = rows.slice(-maxLines).filter(row => row[0]!.top > page.height - limit);
  return [
    ...top.map((row, index) => describe(row, 'top', row[0]!.top, index === 0)),
    ...bottom
      .filter(row => !top.includes(row))
      .toReversed()
      .map((row, index) => describe(row, 'bottom', page.height - row[0]!.bottom, index === 0)),
  ];
}

function describe(
  words: UprightWord[],
  place: BandLine['place'],
  distance: number,
  outermost: boolean,
): BandLine {
  const text = words.map(word => word.source.text).join(' ');
  const masked = text
    .toLowerCase()
    .replace(/\d+/g, '#')
    .replace(/\b[ivxl]+\b/g, '#');
  return { place, distance, masked, words, outermost };
}
