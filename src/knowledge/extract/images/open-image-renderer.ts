import { readFile } from 'node:fs/promises';
import type { GrayImage } from '../ocr/gray-image.ts';
import type { PageRenderer } from '../pdf/open-renderer.ts';
import { longerSidePoints } from './lay-out-image.ts';
import { openImage } from './open-image.ts';
import { isTiff } from './open-tiff.ts';
import { maxUnpackedPixels, tooManyPixels } from './opened-image.ts';
import { readPixelCount } from './read-pixel-count.ts';

const maxTiffPixels = 40_000_000;

/** Draws a picture as the page that it is read as; TIFF without its colours. */
export async function openImageRenderer(path: string): Promise<PageRenderer> {
  const bytes = await readFile(path);
  const { createCanvas, loadImage, ImageData } = await import('@napi-rs/canvas');
  const draw = async (number: number) => {
    if (isTiff(bytes)) {
      const gray = await openImage(bytes).decode(number, maxTiffPixels);
      const canvas = createCanvas(gray.width, gray.height);
      canvas.getContext('2d').putImageData(new ImageData(toColour(gray), gray.width, gray.height), 0, 0);
      return canvas;
    }
    if (readPixelCount(bytes) > maxUnpackedPixels) throw tooManyPixels();
    return await loadImage(bytes);
  };
  return {
    async render(number, dpi) {
      const picture = await draw(number);
      const scale = ((longerSidePoints / 72) * dpi) / Math.max(picture.width, picture.height);
      const [width, height] = [picture.width, picture.height].map(side =>
        Math.max(1, Math.round(side * scale)),
      );
      const page = createCanvas(width!, height!);
      const context = page.getContext('2d');
      context.fillStyle = 'white';
      context.fillRect(0, 0, width!, height!);
      context.drawImage(picture, 0, 0, width!, height!);
      return page.toBuffer('image/png');
    },
  };
}

function toColour({ data }: GrayImage): Uint8ClampedArray {
  const colour = new Uint8ClampedArray(data.length * 4);
  data.forEach((gray, at) => colour.set([gray, gray, gray, 255], at * 4));
  return colour;
}
