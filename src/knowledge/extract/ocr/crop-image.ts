import type { Box } from '../extraction.ts';
import type { GrayImage } from './gray-image.ts';

/** Cuts a box out, as far as it lies in the image. */
export function cropImage(image: GrayImage, box: Box): GrayImage {
  const left = Math.max(0, Math.floor(box.x));
  const top = Math.max(0, Math.floor(box.y));
  const width = Math.max(1, Math.min(image.width, Math.ceil(box.x + box.width)) - left);
  const height = Math.max(1, Math.min(image.height, Math.ceil(box.y + box.height)) - top);
  const data = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    const from = (top + row) * image.width + left;
    data.set(image.data.subarray(from, from + width), row * width);
  }
  return { width, height, data };
}
