import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import type { Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { cutZstdFrames } from './cut-zstd-frames.ts';
import { ImportFault } from './import-fault.ts';

const CHUNK_BYTES = 256 * 1024;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const UTF_16_MARKS = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];
/** A stream that ends before its compression says so. */
const CUT_CODES = new Set(['Z_BUF_ERROR', 'ZSTD_error_srcSize_wrong', 'ERR_STREAM_PREMATURE_CLOSE']);

/** The text of a file, unpacked if it is packed, chunk by chunk; reads no faster than the chunks are taken. */
export class TextReader {
  /** Of the file as it lies there. */
  bytesRead = 0;
  /** The packed stream ended early; what came before is whole. */
  cut = false;
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** From `offset` of the unpacked text on. @throws ImportFault */
  async *read(offset = 0): AsyncGenerator<Buffer> {
    const packing = await detectPacking(this.#path);
    let at = packing === undefined ? offset : 0;
    const source = packing === undefined ? this.#open(offset) : this.#unpack(packing);
    if (packing === undefined) this.bytesRead = offset;
    try {
      for await (const chunk of source as AsyncIterable<Buffer>) {
        const fresh = at >= offset ? chunk : chunk.subarray(Math.min(chunk.length, offset - at));
        const text = at === 0 ? withoutMark(fresh) : fresh;
        at += chunk.length;
        if (text.length > 0 || at === chunk.length) yield text;
      }
    } catch (error) {
      this.cut = isCut(error);
      if (!this.cut) throw asFault(error);
    }
  }

  #open(start: number): Readable {
    const file = createReadStream(this.#path, { start, highWaterMark: CHUNK_BYTES });
    file.on('data', chunk => (this.bytesRead += chunk.length));
    file.pause();
    return file;
  }

  #unpack(packing: 'gzip' | 'zstd'): Readable {
    const options = { chunkSize: CHUNK_BYTES };
    const file = this.#open(0);
    return (packing === 'gzip'
      ? pipeline(file, createGunzip(options), () => undefined)
      : pipeline(file, cutZstdFrames, createZstdDecompress(options), () => undefined)) as unknown as Readable;
  }
}

/** How the file is packed, by its first bytes. */
async function detectPacking(path: string): Promise<'gzip' | 'zstd' | undefined> {
  await using file = await open(path);
  const head = Buffer.alloc(4);
  await file.read(head, 0, 4, 0);
  if (head.readUInt16BE(0) === 0x1f8b) return 'gzip';
  return head.readUInt32BE(0) === 0x28b52ffd ? 'zstd' : undefined;
}

/** @NOTE Offsets count the mark: the text after it begins at 3. */
function withoutMark(chunk: Buffer): Buffer {
  if (UTF_16_MARKS.some(mark => chunk.subarray(0, 2).equals(mark)))
    throw new ImportFault(
      'not-utf8',
      'The file is written in UTF-16.',
      'Save it as UTF-8 and send it again.',
    );
  return chunk.subarray(0, 3).equals(BYTE_ORDER_MARK) ? chunk.fill(0x20, 0, 3) : chunk;
}

const isCut = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && CUT_CODES.has(String(error.code));

function asFault(error: unknown): unknown {
  const isDamaged = error instanceof Error && 'code' in error && /^(Z_|ZSTD_)/.test(String(error.code));
  if (!isDamaged) return error;
  return new ImportFault(
    'damaged-compression',
    'The file is damaged: it cannot be unpacked any further.',
    'Pack it again and send it; what was imported already is recognised.',
  );
}
