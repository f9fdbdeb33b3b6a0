import { decodePng } from './decode-png.ts';
import type { GrayImage } from './gray-image.ts';

const bandRows = 256;

/** Unpacks PNG, JPEG, WebP, GIF or BMP, shrunk to at most `maxPixels`, transparent parts white. Throws for anything else. */
export async function decodeImage(bytes: Uint8Array, maxPixels: number): Promise<GrayImage> {
  return (await decodePng(bytes, maxPixels)) ?? (await decodeOnCanvas(bytes, maxPixels));
}

async function decodeOnCanvas(bytes: Uint8Array, maxPixels: number): Promise<GrayImage> {
  // Drawn pages do without it: with it come 50 MB of resident memory, the fonts of the machine among them.
  const { createCanvas, loadImage } = await import('@napi-rs/canvas');
  const image = await loadImage(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const scale = Math.min(1, Math.sqrt(maxPixels / (image.width * image.height)));
  const width = Math.max(1, Math.floor(image.width * scale));
  const height = Math.max(1, Math.floor(image.height * scale));
  const data = new Uint8Array(width * height);
  // In bands: the whole image in colour, twice over, would be the most that the process ever holds.
  const band = createCanvas(width, Math.min(bandRows, height));
  const context = band.getContext('2d');
  for (let top = 0; top < height; top += bandRows) {
    const rows = Math.min(bandRows, height - top);
    context.fillStyle = 'white';
    context.fillRect(0, 0, width, band.height);
    context.drawImage(image, 0, -top, width, height);
    data.set(toGray(context.getImageData(0, 0, width, rows).data), top * width);
  }
  return { width, height, data };
}

/** ITU-R BT.601 luma. */
function toGray(rgba: Uint8ClampedArray): Uint8Array {
  const gray = new Uint8Array(rgba.length / 4);
  for (let from = 0, to = 0; to < gray.length; from += 4, to++) {
    gray[to] = (rgba[from]! * 77 + rgba[from + 1]! * 150 + rgba[from + 2]! * 29) >> 8;
  }
  return gray;
}
