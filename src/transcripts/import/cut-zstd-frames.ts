const FRAME = 0xfd2fb528;
/** 16 numbers that begin what is to be passed over. */
const SKIPPABLE = 0x184d2a50;
const DICTIONARY_BYTES = [0, 1, 2, 4];
const CONTENT_SIZE_BYTES = [0, 2, 4, 8];
const RLE = 1;

/** What the bytes at hand begin with, up to the next place to look at; undefined: more are needed to say. */
type Part = { length: number; next: 'frame' | 'block' | 'checksum' | 'damaged'; isDropped?: boolean };

/**
 * The same bytes, no piece of which reaches across the end of a Zstandard frame (RFC 8878): Node's decompressor loses what
 * follows one in the same piece, and `pzstd` and `cat` make files of many. What may be skipped is left out.
 */
export async function* cutZstdFrames(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const reader = new FrameReader();
  let pending: Buffer = Buffer.alloc(0);
  let current: Part | undefined;
  for await (const chunk of source) {
    let bytes = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    while (bytes.length > 0) {
      current ??= reader.read(bytes);
      if (current === undefined) break;
      const piece = bytes.subarray(0, current.length);
      if (piece.length > 0 && !current.isDropped) yield piece;
      bytes = bytes.subarray(piece.length);
      const length = current.length - piece.length;
      current = length > 0 ? { ...current, length } : undefined;
    }
    pending = bytes;
  }
  // The decompressor says that this is not all.
  if (pending.length > 0) yield pending;
}

class FrameReader {
  #next: Part['next'] = 'frame';
  #hasChecksum = false;

  read(bytes: Buffer): Part | undefined {
    const part = this.#look(bytes);
    if (part !== undefined) this.#next = part.next;
    return part;
  }

  #look(bytes: Buffer): Part | undefined {
    switch (this.#next) {
      case 'frame':
        return this.#readFrame(bytes);
      case 'block':
        return this.#readBlock(bytes);
      case 'checksum':
        return { length: 4, next: 'frame' };
      default:
        return { length: bytes.length, next: 'damaged' };
    }
  }

  #readFrame(bytes: Buffer): Part | undefined {
    if (bytes.length < 8) return undefined;
    const magic = bytes.readUInt32LE(0);
    if (magic >= SKIPPABLE && magic < SKIPPABLE + 16)
      return { length: 8 + bytes.readUInt32LE(4), next: 'frame', isDropped: true };
    // The decompressor says what is wrong with it.
    if (magic !== FRAME) return { length: bytes.length, next: 'damaged' };
    const descriptor = bytes[4]!;
    const isSingle = (descriptor & 0x20) !== 0;
    const sizeBytes = CONTENT_SIZE_BYTES[descriptor >> 6]! || (isSingle ? 1 : 0);
    this.#hasChecksum = (descriptor & 0x04) !== 0;
    return { length: 5 + (isSingle ? 0 : 1) + DICTIONARY_BYTES[descriptor & 3]! + sizeBytes, next: 'block' };
  }

  #readBlock(bytes: Buffer): Part | undefined {
    if (bytes.length < 3) return undefined;
    const header = bytes.readUIntLE(0, 3);
    const isLast = (header & 1) === 1;
    const length = 3 + (((header >> 1) & 3) === RLE ? 1 : header >> 3);
    const behind = this.#hasChecksum ? 'checksum' : 'frame';
    return { length, next: isLast ? behind : 'block' };
  }
}
