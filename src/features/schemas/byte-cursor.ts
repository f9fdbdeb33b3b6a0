import { isUtf8 } from 'node:buffer';
import { UndecodableEvent } from './undecodable-event.ts';

/**
 * Longs become JavaScript numbers. The codec doubles them on the way: beyond 2^52 it reads and writes others than were meant,
 * without a word. In minor units this is 45 million millions, in milliseconds 142,000 years.
 */
export const MAX_LONG = 2 ** 52 - 1;

/** An array of a type that takes no bytes could claim any number of items. */
const MAX_ITEMS = 100_000;
const MAX_DEPTH = 64;

/** Steps over encoded values of Avro; each step throws where the bytes stop making sense. */
export class ByteCursor {
  readonly bytes: Uint8Array;
  position: number;
  private items = 0;
  private depth = 0;

  constructor(bytes: Uint8Array, position: number) {
    this.bytes = bytes;
    this.position = position;
  }

  skip(count: number): void {
    if (count > this.bytes.length - this.position) throw truncated(this.bytes.length);
    this.position += count;
  }

  stepBoolean(): void {
    const at = this.position;
    this.skip(1);
    if (this.bytes[at]! > 1)
      throw new UndecodableEvent('invalid-boolean', at, `Byte ${at} is no boolean: it is neither 0 nor 1.`);
  }

  stepInt(): void {
    const at = this.position;
    const value = this.readLong();
    if (value !== (value | 0)) throw outOfRange(at, 'an int of 32 bits');
  }

  /** Zigzag, seven bits a byte, least significant first. */
  readLong(): number {
    const at = this.position;
    const low = this.readBits(at, 4);
    if (low >= 0) return (low >>> 1) ^ -(low & 1);
    return this.readWideLong(at, -low - 1);
  }

  /** A length or a count: never negative. */
  readLength(): number {
    const at = this.position;
    const length = this.readLong();
    if (length < 0)
      throw new UndecodableEvent('invalid-length', at, `Byte ${at} begins a length below nought.`);
    return length;
  }

  stepText(): void {
    const length = this.readLength();
    const at = this.position;
    this.skip(length);
    for (let index = at; index < this.position; index++) {
      if (this.bytes[index]! < 0x80) continue;
      if (isUtf8(this.bytes.subarray(index, this.position))) return;
      throw new UndecodableEvent('invalid-text', index, `The text that begins at byte ${at} is not UTF-8.`);
    }
  }

  readIndex(below: number, what: string): number {
    const at = this.position;
    const index = this.readLong();
    if (index >= 0 && index < below) return index;
    throw new UndecodableEvent(
      'invalid-branch',
      at,
      `Byte ${at} names ${what} ${index}; there are ${below}.`,
    );
  }

  stepBlocks(stepItem: () => void): void {
    for (;;) {
      const at = this.position;
      let count = this.readLong();
      if (count === 0) return;
      if (count < 0) {
        count = -count;
        this.readLength();
      }
      this.items += count;
      if (this.items > MAX_ITEMS)
        throw new UndecodableEvent('too-large', at, `The event has more than ${MAX_ITEMS} items in it.`);
      for (let item = 0; item < count; item++) stepItem();
    }
  }

  enter(): void {
    if (++this.depth > MAX_DEPTH)
      throw new UndecodableEvent('too-deep', this.position, `Records nest deeper than ${MAX_DEPTH} here.`);
  }

  leave(): void {
    this.depth--;
  }

  /** The first `count` groups of seven bits; when they do not end there, minus (what they hold) minus 1. */
  private readBits(at: number, count: number): number {
    let value = 0;
    for (let index = 0; index < count; index++) {
      if (this.position >= this.bytes.length) throw truncated(this.bytes.length);
      const byte = this.bytes[this.position++]!;
      value |= (byte & 0x7f) << (7 * index);
      if (byte < 0x80) return value;
    }
    if (this.position - at >= 10) throw outOfRange(at, 'a long of 64 bits');
    return -value - 1;
  }

  private readWideLong(at: number, low: number): number {
    let high = this.readBits(at, 4);
    if (high < 0) {
      const rest = this.readBits(at, 2);
      high = rest === 0 ? -high - 1 : 2 ** 28;
    }
    const magnitude = high * 2 ** 27 + (low >>> 1);
    const value = low & 1 ? -magnitude - 1 : magnitude;
    if (Math.abs(value) > MAX_LONG) throw outOfRange(at, `±${MAX_LONG}`);
    return value;
  }
}

const truncated = (length: number) =>
  new UndecodableEvent('truncated', length, `The event ends at byte ${length}, in the middle of a value.`);

const outOfRange = (at: number, range: string) =>
  new UndecodableEvent('out-of-range', at, `The number that begins at byte ${at} does not fit ${range}.`);
