import type { ExtractionWarning } from '../extraction.ts';
import type { LaidBlock } from '../layout/page-writer.ts';
import { enclose } from '../layout/segment.ts';
import type { Rectangle } from '../layout/segment.ts';
import { pageWarnings as say } from './page-warnings.ts';

// Over the collection at hand, pages and tables beyond these were read worse than the others; few good ones are.
const smallWords = 25;
const manyPieces = 5;
const somePieces = { count: 3, share: 0.3 };
const minFilledShare = 0.6;
const minCells = 6;

/** Tells where the layout had to guess: small pieces side by side, and tables with more empty cells than full ones. */
export function judgeLayout(number: number, blocks: LaidBlock[]): ExtractionWarning[] {
  return [
    ...(isScattered(blocks) ? [say.uncertainOrder(number)] : []),
    ...(blocks.some(isFullOfHoles) ? [say.uncertainTable(number)] : []),
  ];
}

function isScattered(blocks: LaidBlock[]): boolean {
  const texts = blocks.filter(({ kind, rows }) => !rows && kind !== 'page-header' && kind !== 'page-footer');
  const small = texts
    .filter(({ lines }) => lines.flat().length <= smallWords)
    .map(({ lines }) => enclose(lines.flat()));
  const pieces = small.filter(piece =>
    small.some(other => other !== piece && areBeside(piece, other)),
  ).length;
  return pieces >= manyPieces || (pieces >= somePieces.count && pieces >= somePieces.share * texts.length);
}

function areBeside(one: Rectangle, other: Rectangle): boolean {
  const overlap = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  const lower = Math.min(one.bottom - one.top, other.bottom - other.top);
  return overlap > 0.5 * lower && (one.left >= other.right || other.left >= one.right);
}

function isFullOfHoles({ rows }: LaidBlock): boolean {
  const cells = rows?.flat() ?? [];
  return (
    cells.length >= minCells && cells.filter(cell => cell.length > 0).length < minFilledShare * cells.length
  );
}
