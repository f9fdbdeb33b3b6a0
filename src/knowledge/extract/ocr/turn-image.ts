import type { GrayImage } from './gray-image.ts';
import type { RecognisedWord, Turn } from './recognised-image.ts';

/** Turns an image back whose text is turned clockwise by `turn`, so that it reads upright. */
export function turnUpright(image: GrayImage, turn: Turn): GrayImage {
  const { width, height, data } = image;
  if (turn === 0) return image;
  if (turn === 180) return { width, height, data: data.toReversed() };
  const upright = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to = turn === 90 ? (width - 1 - x) * height + y : x * height + (height - 1 - y);
      upright[to] = data[y * width + x]!;
    }
  }
  return { width: height, height: width, data: upright };
}

/** Where a word of the upright image stands in the image as it was given, `width` × `height` pixels. */
export function turnBack(
  word: RecognisedWord,
  turn: Turn,
  { width, height }: { width: number; height: number },
): RecognisedWord {
  const right = word.x + word.width;
  const bottom = word.y + word.height;
  if (turn === 90) return { ...word, x: width - bottom, y: word.x, width: word.height, height: word.width };
  if (turn === 180) return { ...word, x: width - right, y: height - bottom };
  if (turn === 270) return { ...word, x: word.y, y: height - right, width: word.height, height: word.width };
  return word;
}

/** Where a word of the image as it was given stands once the image is upright: the way back of `turnBack`. */
export function turnWordUpright(
  word: RecognisedWord,
  turn: Turn,
  { width, height }: { width: number; height: number },
): RecognisedWord {
  const backwards: Record<Turn, Turn> = { 0: 0, 90: 270, 180: 180, 270: 90 };
  const sideways = turn === 90 || turn === 270;
  return turnBack(word, backwards[turn], sideways ? { width: height, height: width } : { width, height });
}
