import type { Ruling } from '../../pdf/pdf-engine.ts';

/** A straight line along one axis: `at` is its place on the other one. */
export interface Rule {
  at: number;
  from: number;
  to: number;
}

export interface Rules {
  horizontal: Rule[];
  vertical: Rule[];
}

const tolerance = 2.5;
const minLength = 6;

/** Straightens what was drawn: double edges of thin bars become one line, pieces in a row become one piece. */
export function snapRulings(rulings: Ruling[]): Rules {
  const horizontal: Rule[] = [];
  const vertical: Rule[] = [];
  for (const { x1, y1, x2, y2 } of rulings) {
    if (Math.abs(y2 - y1) <= tolerance && x2 - x1 >= minLength) {
      horizontal.push({ at: (y1 + y2) / 2, from: x1, to: x2 });
    } else if (Math.abs(x2 - x1) <= tolerance && y2 - y1 >= minLength) {
      vertical.push({ at: (x1 + x2) / 2, from: y1, to: y2 });
    }
  }
  return { horizontal: mergeCollinear(horizontal), vertical: mergeCollinear(vertical) };
}

function mergeCollinear(rules: Rule[]): Rule[] {
  const lanes: { at: number; rules: Rule[] }[] = [];
  for (const rule of rules.toSorted((a, b) => a.at - b.at)) {
    const lane = lanes.at(-1);
    if (lane && rule.at - lane.at <= tolerance) lane.rules.push(rule);
    else lanes.push({ at: rule.at, rules: [rule] });
  }
  return lanes.flatMap(lane => joinPieces(lane.at, lane.rules));
}

function joinPieces(at: number, pieces: Rule[]): Rule[] {
  const joined: Rule[] = [];
  for (const piece of pieces.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last && piece.from - last.to <= tolerance * 2) last.to = Math.max(last.to, piece.to);
    else joined.push({ at, from: piece.from, to: piece.to });
  }
  return joined;
}
