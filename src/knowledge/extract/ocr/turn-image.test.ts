import { expect, test } from 'vitest';
import type { Turn } from './recognised-image.ts';
import { turnBack, turnUpright, turnWordUpright } from './turn-image.ts';

const turns: Turn[] = [0, 90, 180, 270];

/** A white sheet with a dark word near its upper left corner, turned clockwise. */
function turnedSheet(turn: Turn) {
  const sheets = {
    0: ['.##..', '.....', '.....'],
    90: ['...', '..#', '..#', '...', '...'],
    180: ['.....', '.....', '..##.'],
    270: ['...', '...', '#..', '#..', '...'],
  };
  const rows = sheets[turn];
  const data = Uint8Array.from(rows.join(''), pixel => (pixel === '#' ? 0 : 255));
  return { width: rows[0]!.length, height: rows.length, data };
}

test.each(turns)('an image that is turned by %i degrees is turned back upright', turn => {
  expect(turnUpright(turnedSheet(turn), turn)).toEqual(turnedSheet(0));
});

test.each(turns)('a word is found again in the image that is turned by %i degrees', turn => {
  const sheet = turnedSheet(turn);
  const word = { text: 'word', confidence: 1, line: 0, x: 1, y: 0, width: 2, height: 1 };
  const placed = turnBack(word, turn, sheet);
  const dark = [...sheet.data].flatMap((pixel, at) => (pixel === 0 ? [at] : []));
  const covered = [];
  for (let y = placed.y; y < placed.y + placed.height; y++)
    for (let x = placed.x; x < placed.x + placed.width; x++) covered.push(y * sheet.width + x);
  expect(covered).toEqual(dark);
  expect(turnWordUpright(placed, turn, sheet)).toEqual(word);
});
