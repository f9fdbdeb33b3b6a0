import { KEPT_RAW_BYTES, MAX_ITEM_BYTES } from './frame.ts';
import type { Frame, FramePosition, Framer } from './frame.ts';

const NEWLINE = 0x0a;

/** JSON Lines: each line is an item. Blank lines count as lines and are nothing else. */
export class LineFramer implements Framer {
  #parts: Buffer[] = [];
  #kept = 0;
  #start: number;
  #at: number;
  #number: number;

  constructor(from: FramePosition = { offset: 0, number: 0 }) {
    this.#start = this.#at = from.offset;
    this.#number = from.number;
  }

  get position(): FramePosition {
    return { offset: this.#start, number: this.#number };
  }

  push(chunk: Buffer): Frame[] {
    const frames: Frame[] = [];
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      this.#keep(chunk.subarray(from, end));
      frames.push(...this.#close(1));
      from = end + 1;
    }
    this.#keep(chunk.subarray(from));
    return frames;
  }

  /** A last line without its line break may be whole or cut: only its parser can tell. */
  end(): ReturnType<Framer['end']> {
    const frames = this.#at > this.#start ? this.#close(0) : [];
    return { frames, complete: true, at: this.#at };
  }

  #keep(bytes: Buffer): void {
    this.#at += bytes.length;
    const room = MAX_ITEM_BYTES + 1 - this.#kept;
    if (room <= 0 || bytes.length === 0) return;
    this.#parts.push(bytes.subarray(0, room));
    this.#kept += Math.min(room, bytes.length);
  }

  #close(lineBreakBytes: number): Frame[] {
    const bytes = this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts);
    const place = { start: this.#start, end: this.#at, number: this.#number + 1 };
    this.#at += lineBreakBytes;
    this.#start = this.#at;
    this.#number += 1;
    this.#parts = [];
    this.#kept = 0;
    if (isBlank(bytes)) return [];
    if (bytes.length > MAX_ITEM_BYTES)
      return [{ ...place, head: bytes.subarray(0, KEPT_RAW_BYTES), fault: 'too-large' }];
    return [{ ...place, bytes }];
  }
}

const isBlank = (bytes: Buffer): boolean => bytes.every(byte => byte === 0x20 || (byte >= 9 && byte <= 13));
