import { Readable } from 'node:stream';
import { createInflate } from 'node:zlib';
import type { GrayImage } from './gray-image.ts';
import { unfilterRow } from './unfilter-row.ts';

interface Header {
  width: number;
  height: number;
  /** Bytes of a pixel: gray, gray with alpha, colour, colour with alpha. */
  channels: 1 | 2 | 3 | 4;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const channelsOf = new Map<number, Header['channels']>([
  [0, 1],
  [4, 2],
  [2, 3],
  [6, 4],
]);
const chunkBytes = 256 * 1024;

/**
 * Unpacks a PNG of eight bits a channel row by row, straight to gray, transparent parts white: a drawn page costs its
 * gray pixels and nothing more. Undefined for other kinds of PNG, larger ones, and damaged ones.
 */
export async function decodePng(bytes: Uint8Array, maxPixels: number): Promise<GrayImage | undefined> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = readHeader(buffer);
  if (!header || header.width * header.height > maxPixels) return undefined;
  try {
    return await unpack(buffer, header);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return undefined;
  }
}

function readHeader(buffer: Buffer): Header | undefined {
  if (buffer.length < 33 || !buffer.subarray(0, 8).equals(signature)) return undefined;
  const [depth, colour, , , interlace] = buffer.subarray(24, 29);
  const channels = channelsOf.get(colour!);
  if (depth !== 8 || interlace !== 0 || !channels || hasTransparentColour(buffer)) return undefined;
  const [width, height] = [buffer.readUInt32BE(16), buffer.readUInt32BE(20)];
  return width > 0 && height > 0 ? { width, height, channels } : undefined;
}

function hasTransparentColour(buffer: Buffer): boolean {
  return walkChunks(buffer).some(({ type }) => type === 'tRNS');
}

async function unpack(buffer: Buffer, { width, height, channels }: Header): Promise<GrayImage | undefined> {
  const data = new Uint8Array(width * height);
  const rowBytes = width * channels;
  let row = Buffer.alloc(rowBytes + 1);
  let above = Buffer.alloc(rowBytes + 1);
  let filled = 0;
  let rows = 0;
  const pixels = walkChunks(buffer)
    .filter(({ type, body }) => type === 'IDAT' && body.length > 0)
    .map(({ body }) => body);
  const inflate = createInflate({ chunkSize: chunkBytes });
  for await (const piece of Readable.from(pixels).pipe(inflate) as AsyncIterable<Buffer>) {
    for (let from = 0; from < piece.length && rows < height;) {
      const count = piece.copy(row, filled, from, from + row.length - filled);
      from += count;
      filled += count;
      if (filled < row.length) continue;
      unfilterRow(row, above, channels);
      writeGray(row, channels, data.subarray(rows * width, ++rows * width));
      [row, above, filled] = [above, row, 0];
    }
    // More than the header promised is nobody's picture.
    if (rows === height) break;
  }
  return rows === height ? { width, height, data } : undefined;
}

interface Chunk {
  type: string;
  body: Buffer;
}

/** One after the other: a file may hold millions of empty ones. */
function* walkChunks(buffer: Buffer): Generator<Chunk> {
  for (let at = 8; at + 8 <= buffer.length;) {
    const length = buffer.readUInt32BE(at);
    yield {
      type: buffer.toString('latin1', at + 4, at + 8),
      body: buffer.subarray(at + 8, at + 8 + length),
    };
    at += length + 12;
  }
}

/** ITU-R BT.601 luma, on white where the pixel lets it through. */
function writeGray(row: Buffer, channels: Header['channels'], gray: Uint8Array): void {
  const coloured = channels > 2;
  const alphaAt = channels % 2 === 0 ? channels - 1 : undefined;
  for (let to = 0, from = 1; to < gray.length; to++, from += channels) {
    const luma = coloured ? (row[from]! * 77 + row[from + 1]! * 150 + row[from + 2]! * 29) >> 8 : row[from]!;
    const alpha = alphaAt === undefined ? 255 : row[from + alphaAt]!;
    gray[to] = alpha === 255 ? luma : Math.round(255 + ((luma - 255) * alpha) / 255);
  }
}
