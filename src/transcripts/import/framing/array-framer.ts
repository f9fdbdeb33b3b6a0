import { ArrayFinder } from './find-array.ts';
import { KEPT_RAW_BYTES, MAX_ITEM_BYTES } from './frame.ts';
import type { Frame, FramePosition, Framer } from './frame.ts';
import { findNextItem, signatureOf } from './find-next-item.ts';
import { ValueScanner } from './value-scanner.ts';

type State = 'seeking' | 'between' | 'item' | 'lost' | 'over';

const COMMA = 0x2c;
const ARRAY = 0x5b;
const CLOSE = 0x5d;
const OBJECT_END = 0x7d;
const QUOTE = 0x22;

/**
 * Cuts a JSON array into its items by brackets and quotes alone. Where these cannot be trusted, the item is given up and
 * the next place is looked for where an item begins as the others do.
 */
export class ArrayFramer implements Framer {
  readonly #finder: ArrayFinder;
  /** Nothing may follow the array that is the whole text. */
  readonly #isWhole: boolean;
  #state: State;
  #wasClosed = false;
  /** What follows the array is no concern of ours. */
  #isSettled = false;
  /** From the begin of the current item on, or what is not looked at yet. */
  #bytes: Buffer = Buffer.alloc(0);
  /** Where `#bytes` lies in the whole. */
  #base: number;
  /** How far `#bytes` is scanned. */
  #at = 0;
  #itemStart: number;
  #head: Buffer | undefined;
  readonly #scanner = new ValueScanner();
  #number: number;
  #signature: string | undefined;
  #committed: number;

  constructor(path: readonly string[], from?: FramePosition) {
    this.#finder = new ArrayFinder(path);
    this.#isWhole = path.length === 0;
    this.#state = from === undefined ? 'seeking' : 'between';
    this.#base = this.#itemStart = this.#committed = from?.offset ?? 0;
    this.#number = from?.number ?? 0;
    this.#signature = from?.signature;
  }

  get position(): FramePosition {
    return { offset: this.#committed, number: this.#number, signature: this.#signature };
  }

  /** False when the whole text held no array where it was looked for. */
  get found(): boolean {
    return this.#state !== 'seeking';
  }

  push(chunk: Buffer): Frame[] {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    const frames: Frame[] = [];
    while (this.#advance(frames));
    this.#forget();
    return frames;
  }

  end(): ReturnType<Framer['end']> {
    const at = this.#base + this.#bytes.length;
    const frames: Frame[] = [];
    if (this.#state === 'item' && this.#scanner.isWhole) this.#emit(frames, this.#bytes.length);
    else if (this.#state === 'item') this.#emit(frames, this.#bytes.length, 'cut');
    else if (this.#state === 'lost') this.#emit(frames, this.#bytes.length, 'broken');
    return { frames, complete: this.#wasClosed, at };
  }

  /** One step; false when more bytes are needed. */
  #advance(frames: Frame[]): boolean {
    switch (this.#state) {
      case 'seeking':
        return this.#seek();
      case 'between':
        return this.#begin();
      case 'item':
        return this.#scan(frames);
      case 'lost':
        return this.#resync(frames);
      default:
        return this.#pass();
    }
  }

  #seek(): boolean {
    const at = this.#finder.find(this.#bytes);
    this.#drop(at < 0 ? this.#bytes.length : at);
    if (at >= 0) this.#state = 'between';
    return at >= 0;
  }

  #begin(): boolean {
    let at = 0;
    while (at < this.#bytes.length && isBetween(this.#bytes[at]!)) at += 1;
    this.#drop(at);
    if (this.#bytes.length === 0) return false;
    this.#committed = this.#itemStart = this.#base;
    this.#scanner.reset();
    this.#head = undefined;
    this.#state = stateAt(this.#bytes[0]!);
    if (this.#state === 'lost') this.#at = 1;
    if (this.#state === 'over') {
      this.#wasClosed = true;
      this.#drop(1);
    }
    return true;
  }

  /** Behind the array only the rest of its object may follow. A bracket too many may have closed it early. */
  #pass(): boolean {
    let at = 0;
    while (at < this.#bytes.length && isBetween(this.#bytes[at]!)) at += 1;
    if (!this.#isSettled && at === this.#bytes.length) return false;
    this.#isSettled ||= !this.#isWhole && endsProperty(this.#bytes, at);
    this.#drop(this.#isSettled ? this.#bytes.length : at);
    if (this.#isSettled) return false;
    this.#itemStart = this.#base;
    this.#state = 'lost';
    return true;
  }

  #scan(frames: Frame[]): boolean {
    const { state, at } = this.#scanner.scan(this.#bytes, this.#at);
    this.#at = at;
    if (state === 'more') return false;
    // What follows a whole item and should not is no fault of that item.
    if (state === 'ended' || (this.#scanner.isWhole && at > 0)) {
      this.#emit(frames, at);
      this.#state = 'between';
    } else {
      this.#state = 'lost';
      // The fault may lie long before the place where it shows.
      this.#at = this.#head === undefined ? 1 : 0;
    }
    return true;
  }

  #resync(frames: Frame[]): boolean {
    const found = findNextItem(this.#bytes, this.#at, this.#signature);
    if (found.at === undefined) {
      this.#at = found.next;
      return false;
    }
    this.#emit(frames, found.at, 'broken');
    this.#state = 'between';
    return true;
  }

  #emit(frames: Frame[], length: number, fault?: Frame['fault']): void {
    const bytes = trimEnd(this.#bytes.subarray(0, length));
    const tooLarge = this.#head !== undefined || bytes.length > MAX_ITEM_BYTES;
    const place = { start: this.#itemStart, end: this.#base + bytes.length, number: ++this.#number };
    const head = this.#head ?? bytes.subarray(0, KEPT_RAW_BYTES);
    if (tooLarge) frames.push({ ...place, head, fault: fault ?? 'too-large' });
    else
      frames.push({
        ...place,
        bytes,
        fault,
        shape: { keys: this.#scanner.keys, deepest: this.#scanner.deepest },
      });
    if (fault === undefined && !tooLarge) this.#signature ??= signatureOf(bytes);
    this.#drop(length);
    this.#committed = this.#base;
  }

  /** What is too large to be kept is passed over: only its first bytes stay. */
  #forget(): void {
    if (this.#state !== 'item' && this.#state !== 'lost') return;
    if (this.#head === undefined && this.#bytes.length <= MAX_ITEM_BYTES) return;
    this.#head ??= Buffer.from(this.#bytes.subarray(0, KEPT_RAW_BYTES));
    this.#drop(this.#at);
  }

  #drop(length: number): void {
    this.#bytes = this.#bytes.subarray(length);
    this.#base += length;
    this.#at = 0;
  }
}

/** No conversation is an array: taken for one, a bracket too many would swallow all that follow. */
function stateAt(byte: number): State {
  if (byte === CLOSE) return 'over';
  return byte === ARRAY ? 'lost' : 'item';
}

/** What stands at `at` closes the object that holds the array, or begins the next property, a comma before it. */
function endsProperty(bytes: Buffer, at: number): boolean {
  const hasComma = bytes.subarray(0, at).includes(COMMA);
  return hasComma ? bytes[at] === QUOTE : bytes[at] === OBJECT_END;
}

const isBetween = (byte: number): boolean => byte === COMMA || byte === 0x20 || (byte >= 9 && byte <= 13);

function trimEnd(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && isBetween(bytes[end - 1]!)) end -= 1;
  return bytes.subarray(0, end);
}
