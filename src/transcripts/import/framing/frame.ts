/** One line, or one item of an array, as it stands in the file. */
export interface Frame {
  /** In bytes of the unpacked text. */
  start: number;
  end: number;
  /** From 1. */
  number: number;
  /** Undefined: larger than an item may be. */
  bytes?: Buffer;
  /** Counted on the way where the way led through every bracket. */
  shape?: Shape;
  /** The first bytes of one that is too large to be kept. */
  head?: Buffer;
  /** Why it need not even be parsed. */
  fault?: FrameFault;
}

/** `keys`: pairs of a key and a value in the text. */
export interface Shape {
  keys: number;
  deepest: number;
}

export type FrameFault = 'too-large' | 'broken' | 'cut';

/** Where to go on behind a frame that was dealt with. */
export interface FramePosition {
  offset: number;
  number: number;
  /** What items of this array begin with, for finding the next one behind a broken one. */
  signature?: string;
}

/** Cuts a byte stream into items; it never throws, and every byte is in a frame or between two. */
export interface Framer {
  push(chunk: Buffer): Frame[];
  /** The last item, which may be cut; `complete` is false where the file ends before its array does. */
  end(): { frames: Frame[]; complete: boolean; at: number };
  /** Behind the last frame given out. */
  readonly position: FramePosition;
}

export const MAX_ITEM_BYTES = 8 * 1024 ** 2;
/** Of an item that is set aside, so much is kept. */
export const KEPT_RAW_BYTES = 64 * 1024;
