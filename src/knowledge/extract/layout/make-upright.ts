import type { PdfPage, PdfWord, Ruling } from '../pdf/pdf-engine.ts';
import type { UprightWord } from './segment.ts';

export interface UprightPage {
  /** Clockwise turn of most of the text: 0, 90, 180 or 270. */
  rotation: number;
  width: number;
  height: number;
  words: UprightWord[];
  /** Words that run another way than the rest: stamps along the margin, axis labels. */
  aside: UprightWord[];
  rulings: Ruling[];
}

/** Turns the page so that most of its text reads from left to right. */
export function makeUpright(page: PdfPage): UprightPage {
  const rotation = findRotation(page.words);
  const sideways = rotation === 90 || rotation === 270;
  const turn = makeTurn(page, rotation);
  const toUpright = (word: PdfWord): UprightWord => {
    const from = turn(word.x, word.y);
    const to = turn(word.x + word.width, word.y + word.height);
    const left = Math.min(from.x, to.x);
    const right = Math.max(from.x, to.x);
    const top = Math.min(from.y, to.y);
    const bottom = Math.max(from.y, to.y);
    // Letters between the line of the capitals and that of the descenders: boxes of different fonts become alike.
    const baseline = top + (bottom - top) * word.baselineShare;
    return {
      left,
      right,
      top: baseline - 0.72 * word.fontSize,
      bottom: baseline + 0.21 * word.fontSize,
      source: word,
    };
  };
  const upright = page.words.filter(word => quarter(word.rotation) === rotation);
  return {
    rotation,
    width: sideways ? page.height : page.width,
    height: sideways ? page.width : page.height,
    words: upright.map(toUpright),
    aside: page.words.filter(word => quarter(word.rotation) !== rotation).map(toUpright),
    rulings: page.rulings.map(ruling => turnRuling(ruling, turn)),
  };
}

/** The nearest right angle, or the angle itself for slanted text. */
export function quarter(rotation: number): number {
  const nearest = Math.round(rotation / 90) * 90;
  return Math.abs(rotation - nearest) < 12 ? ((nearest % 360) + 360) % 360 : rotation;
}

function findRotation(words: PdfWord[]): number {
  const characters = new Map<number, number>();
  for (const word of words) {
    const rotation = quarter(word.rotation);
    characters.set(rotation, (characters.get(rotation) ?? 0) + word.text.length);
  }
  const [most] = [...characters].filter(([rotation]) => rotation % 90 === 0).sort((a, b) => b[1] - a[1]);
  return most?.[0] ?? 0;
}

type Turn = (x: number, y: number) => { x: number; y: number };

function makeTurn(page: PdfPage, rotation: number): Turn {
  if (rotation === 90) return (x, y) => ({ x: y, y: page.width - x });
  if (rotation === 180) return (x, y) => ({ x: page.width - x, y: page.height - y });
  if (rotation === 270) return (x, y) => ({ x: page.height - y, y: x });
  return (x, y) => ({ x, y });
}

function turnRuling(ruling: Ruling, turn: Turn): Ruling {
  const from = turn(ruling.x1, ruling.y1);
  const to = turn(ruling.x2, ruling.y2);
  return {
    x1: Math.min(from.x, to.x),
    y1: Math.min(from.y, to.y),
    x2: Math.max(from.x, to.x),
    y2: Math.max(from.y, to.y),
  };
}
