import { createCanvas, loadImage } from '@napi-rs/canvas';
import { expect, test } from 'vitest';
import { drawOverlay } from './draw-overlay.ts';

const white = [255, 255, 255];

/** A blank page of 200 × 300 points, drawn at 144 dots an inch. */
function blankPage(): Buffer {
  const canvas = createCanvas(400, 600);
  const context = canvas.getContext('2d');
  context.fillStyle = 'white';
  context.fillRect(0, 0, 400, 600);
  return canvas.toBuffer('image/png');
}

async function readPixel(png: Buffer): Promise<(x: number, y: number) => number[]> {
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  return (x, y) => Array.from(context.getImageData(x, y, 1, 1).data.slice(0, 3));
}

test('each block is framed where it stands on the picture, whatever its scale', async () => {
  const box = { x: 50, y: 100, width: 100, height: 60 };
  const overlay = await drawOverlay(blankPage(), {
    size: { width: 200, height: 300 },
    words: [],
    blocks: [{ kind: 'heading', start: 0, end: 5, box }],
  });
  const pixel = await readPixel(overlay);
  // Twice as many dots as points, and the frame two dots outside: along x = 98 and x = 302, y = 198 and y = 322.
  for (const [x, y] of [
    [302, 300],
    [200, 322],
  ] as const) {
    const [red, green] = pixel(x, y);
    expect(red! - green!).toBeGreaterThan(60);
  }
  expect(pixel(20, 20)).toEqual(white);
  expect(pixel(380, 580)).toEqual(white);
});
