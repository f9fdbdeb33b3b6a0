import type { Box } from '../extraction.ts';
import type { GrayImage } from './gray-image.ts';

const cellPixels = 50;
const minContrast = 40;

/** The square of `side` pixels, or less, with most changes between dark and light: where the letters are. */
export function findBusiestPart(image: GrayImage, side: number): Box {
  const width = Math.min(side, image.width);
  const height = Math.min(side, image.height);
  let best = { x: 0, y: 0, width, height };
  let most = -1;
  const cells = countChanges(image);
  for (let y = 0; y + height <= image.height; y += cellPixels) {
    for (let x = 0; x + width <= image.width; x += cellPixels) {
      const changes = sumCells(cells, x, y, width, height);
      if (changes > most) [most, best] = [changes, { x, y, width, height }];
    }
  }
  return best;
}

interface Cells {
  columns: number;
  counts: Uint32Array;
}

function countChanges({ width, height, data }: GrayImage): Cells {
  const columns = Math.ceil(width / cellPixels);
  const counts = new Uint32Array(columns * Math.ceil(height / cellPixels));
  for (let y = 0; y < height; y += 2) {
    const row = Math.floor(y / cellPixels) * columns;
    for (let x = 1; x < width; x += 2) {
      const at = y * width + x;
      if (Math.abs(data[at]! - data[at - 1]!) > minContrast) counts[row + Math.floor(x / cellPixels)]!++;
    }
  }
  return { columns, counts };
}

function sumCells({ columns, counts }: Cells, x: number, y: number, width: number, height: number): number {
  let sum = 0;
  for (let row = y / cellPixels; row < Math.floor((y + height) / cellPixels); row++) {
    for (let column = x / cellPixels; column < Math.floor((x + width) / cellPixels); column++) {
      sum += counts[row * columns + column] ?? 0;
    }
  }
  return sum;
}
