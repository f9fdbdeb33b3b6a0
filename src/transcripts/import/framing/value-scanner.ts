const WHITE = 1;
const OPEN = 2;
const CLOSE = 3;
const QUOTE = 4;
const COMMA = 5;
const COLON = 6;
const LITERAL = 7;

const KINDS = makeKinds();
const OBJECT = 0x7b;
const ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const QUOTATION = 0x22;
/** Deeper brackets are counted, but no longer told apart. */
const KEPT_LEVELS = 256;

/** Ended: the value is over. More: the bytes ran out. Broken: brackets and quotes cannot be trusted from here on. */
export type Scan = { state: 'ended' | 'more' | 'broken'; at: number };

/** Finds where one JSON value of an array ends by its brackets and quotes; it goes on across chunks. */
export class ValueScanner {
  /** Pairs of a key and a value in the text: more than the parsed value has means that a key stood there twice. */
  keys = 0;
  deepest = 0;
  #depth = 0;
  readonly #stack = new Uint8Array(KEPT_LEVELS);
  /** The last byte that is no white space; 0: none yet. */
  #previous = 0;
  #inString = false;
  /** What comes next stands behind a backslash. */
  #isEscaped = false;

  /** Whether the bytes so far are a value: it may end here. */
  get isWhole(): boolean {
    return this.#previous !== 0 && this.#depth === 0 && !this.#inString;
  }

  /** For the next value. */
  reset(): void {
    this.keys = this.deepest = this.#depth = this.#previous = 0;
    this.#inString = this.#isEscaped = false;
  }

  /** As if a list stood here that somebody else has looked at: neither its keys nor its depth are counted. */
  passList(): void {
    this.#previous = ARRAY + 2;
  }

  scan(bytes: Buffer, from: number): Scan {
    let at = from;
    while (at < bytes.length) {
      if (this.#inString) {
        const end = this.#skipString(bytes, at);
        if (end < 0) return { state: 'broken', at: -end - 1 };
        at = end;
        continue;
      }
      const verdict = this.#step(bytes[at]!);
      if (verdict !== 'more') return { state: verdict, at };
      at += 1;
    }
    return { state: 'more', at };
  }

  #step(byte: number): Scan['state'] {
    switch (KINDS[byte]) {
      case WHITE:
        return 'more';
      case OPEN:
        return this.#open(byte);
      case CLOSE:
        return this.#close(byte);
      case QUOTE:
        if (!this.#mayBegin(true)) return 'broken';
        this.#inString = true;
        this.#isEscaped = false;
        break;
      case COMMA:
        if (this.#depth === 0) return this.#previous === 0 ? 'broken' : 'ended';
        break;
      case COLON:
        this.keys += 1;
        break;
      case LITERAL:
        break;
      default:
        return 'broken';
    }
    this.#previous = byte;
    return 'more';
  }

  #open(byte: number): Scan['state'] {
    if (!this.#mayBegin(false)) return this.#depth === 0 ? 'ended' : 'broken';
    if (this.#depth < KEPT_LEVELS) this.#stack[this.#depth] = byte;
    this.#depth += 1;
    this.deepest = Math.max(this.deepest, this.#depth);
    this.#previous = byte;
    return 'more';
  }

  #close(byte: number): Scan['state'] {
    if (this.#depth === 0) return byte === 0x5d && this.#previous !== 0 ? 'ended' : 'broken';
    const level = this.#depth - 1;
    // "[" and "{" are two less than what closes them.
    if (level < KEPT_LEVELS && this.#stack[level] !== byte - 2) return 'broken';
    this.#depth = level;
    this.#previous = byte;
    return 'more';
  }

  /** A value or a key may follow an opening bracket, a comma or a colon only; a bracket is never a key. */
  #mayBegin(isString: boolean): boolean {
    const before = this.#previous;
    if (before === 0) return true;
    if (before === 0x3a || before === ARRAY) return true;
    if (before !== 0x2c && before !== OBJECT) return false;
    const top = this.#depth <= KEPT_LEVELS ? this.#stack[this.#depth - 1] : ARRAY;
    return isString || (before === 0x2c && top === ARRAY);
  }

  /** @returns the index behind the string, or the end of the bytes; below 0: −1 − where it is broken. */
  #skipString(bytes: Buffer, from: number): number {
    let isEscaped = this.#isEscaped;
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at]!;
      // A raw line break cannot stand in a string: the quote that should have closed it is missing.
      if (byte === NEWLINE) return -1 - at;
      if (isEscaped) isEscaped = false;
      else if (byte === BACKSLASH) isEscaped = true;
      else if (byte === QUOTATION) {
        this.#isEscaped = false;
        this.#inString = false;
        this.#previous = QUOTATION;
        return at + 1;
      }
    }
    this.#isEscaped = isEscaped;
    return bytes.length;
  }
}

function makeKinds(): Uint8Array {
  const kinds = new Uint8Array(256);
  const set = (characters: string, kind: number): void => {
    for (const character of characters) kinds[character.codePointAt(0)!] = kind;
  };
  set(' \t\r\n', WHITE);
  set('{[', OPEN);
  set('}]', CLOSE);
  set('"', QUOTE);
  set(',', COMMA);
  set(':', COLON);
  set('0123456789+-.eEtrufalsn', LITERAL);
  return kinds;
}
