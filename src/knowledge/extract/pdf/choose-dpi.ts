import type { PdfPage } from './pdf-engine.ts';

const usualDpi = 200;
// Beyond A3 the scale is wrong more often than the paper is that large: a scan that takes a pixel for a point.
const largestSidePoints = 1_230;
const largestSidePixels = 2_400;

/** How finely a page is drawn that is to be read from its pixels. */
export function chooseDpi({ width, height }: Pick<PdfPage, 'width' | 'height'>): number {
  const side = Math.max(width, height);
  return side > largestSidePoints ? (largestSidePixels / side) * 72 : usualDpi;
}
