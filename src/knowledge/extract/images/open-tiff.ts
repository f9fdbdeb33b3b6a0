import { decode } from 'tiff';
import type { TiffIfd } from 'tiff';
import { ExtractionError } from '../extraction-error.ts';
import type { GrayImage } from '../ocr/gray-image.ts';
import { maxUnpackedPixels, tooManyPixels } from './opened-image.ts';
import type { OpenedImage } from './opened-image.ts';

export const isTiff = (bytes: Buffer): boolean =>
  bytes.length > 8 && ['49492a00', '4d4d002a'].includes(bytes.toString('hex', 0, 4));

/** Opens a TIFF of as many pages as it has; photographs of a page in smaller sizes count as pages of their own. */
export function openTiff(bytes: Buffer): OpenedImage {
  refuseLoops(bytes);
  const pages = attempt(() => decode(bytes, { ignoreImageData: true }));
  if (pages.length === 0) throw new ExtractionError('file-damaged');
  return {
    pageCount: pages.length,
    decode(number, maxPixels) {
      const { width, height, samplesPerPixel } = pages[number - 1]!;
      if (width * height * samplesPerPixel > maxUnpackedPixels) throw tooManyPixels();
      const [page] = attempt(() => decode(bytes, { pages: [number - 1] }));
      return Promise.resolve(shrink(toGray(page!), maxPixels));
    },
  };
}

const entryBytes = 12;

/** The decoder follows the directories for as long as they lead on. @throws ExtractionError where they lead back */
function refuseLoops(bytes: Buffer): void {
  const isLittle = bytes[0] === 0x49;
  const readLong = (at: number): number => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const readShort = (at: number): number => (isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const seen = new Set<number>();
  let at = readLong(4);
  while (at !== 0 && at + 2 <= bytes.length) {
    if (seen.has(at))
      throw new ExtractionError('file-damaged', { detail: 'Its pages lead back to each other.' });
    seen.add(at);
    const next = at + 2 + readShort(at) * entryBytes;
    at = next + 4 <= bytes.length ? readLong(next) : 0;
  }
}

function attempt<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const isUnknown = cause instanceof Error && /unsupported/i.test(cause.message);
    if (!isUnknown) throw new ExtractionError('file-damaged', { cause });
    throw new ExtractionError('unsupported-format', {
      detail: 'It is a TIFF that is packed in a way that cannot be read: save it as PDF or PNG.',
      cause,
    });
  }
}

type Sample = (index: number) => number;

function toGray(page: TiffIfd): GrayImage {
  const { width, height } = page;
  const sample = samplerOf(page);
  const data = new Uint8Array(width * height);
  for (let index = 0; index < data.length; index++) data[index] = sample(index);
  return { width, height, data };
}

function samplerOf(page: TiffIfd): Sample {
  const { type, samplesPerPixel, bitsPerSample, palette } = page;
  const values = page.data as Uint8Array;
  const scale = bitsPerSample === 16 ? 257 : bitsPerSample === 8 ? 1 : 1 / 255;
  // Types are: 0 white is zero, 1 black is zero, 2 RGB, 3 palette.
  if (bitsPerSample === 1) {
    const bytesPerRow = Math.ceil(page.width / 8);
    const on = type === 0 ? 0 : 255;
    return index => {
      const column = index % page.width;
      const byte = values[Math.floor(index / page.width) * bytesPerRow + (column >> 3)] ?? 0;
      return (byte >> (7 - (column & 7))) & 1 ? on : 255 - on;
    };
  }
  if (type === 3 && palette)
    return index => luma(...(palette[values[index * samplesPerPixel]!] ?? [0, 0, 0])) / 257;
  if (samplesPerPixel >= 3)
    return index => {
      const at = index * samplesPerPixel;
      return luma(values[at]!, values[at + 1]!, values[at + 2]!) / scale;
    };
  return index => {
    const value = values[index * samplesPerPixel]! / scale;
    return type === 0 ? 255 - value : value;
  };
}

/** ITU-R BT.601. */
const luma = (red: number, green: number, blue: number): number => (red * 77 + green * 150 + blue * 29) / 256;

/** Every n-th pixel of every n-th row: only pictures beyond any scan come here. */
function shrink(image: GrayImage, maxPixels: number): GrayImage {
  const step = Math.ceil(Math.sqrt((image.width * image.height) / maxPixels));
  if (step <= 1) return image;
  const width = Math.floor(image.width / step);
  const height = Math.floor(image.height / step);
  const data = new Uint8Array(width * height);
  for (let index = 0; index < data.length; index++)
    data[index] = image.data[Math.floor(index / width) * step * image.width + (index % width) * step]!;
  return { width, height, data };
}
