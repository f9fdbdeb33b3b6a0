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
  #escapes = 0;

  /** Whether the bytes so far are a value: it may end here. */
  get isWhole(): boolean {
    return this.#previous !== 0 && this.#depth === 0 && !this.#inString;
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
        this.#escapes = 0;
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
    let at = from;
    for (;;) {
      const quote = bytes.indexOf(0x22, at);
      const end = quote < 0 ? bytes.length : quote;
      const broken = findNewline(bytes, at, end);
      if (broken >= 0) return -1 - broken;
      const escapes = countBackslashes(bytes, at, end);
      // Backslashes that reach back to the begin of these bytes go on from those before.
      this.#escapes = escapes === end - at && at === from ? this.#escapes + escapes : escapes;
      if (quote < 0) return bytes.length;
      at = quote + 1;
      const isEscaped = this.#escapes % 2 === 1;
      this.#escapes = 0;
      if (isEscaped) continue;
      this.#inString = false;
      this.#previous = 0x22;
      return at;
    }
  }
}

/** A raw line break cannot stand in a string: the quote that should have closed it is missing. */
function findNewline(bytes: Buffer, from: number, end: number): number {
  const at = bytes.subarray(from, end).indexOf(NEWLINE);
  return at < 0 ? -1 : from + at;
}

function countBackslashes(bytes: Buffer, from: number, end: number): number {
  let count = 0;
  while (end - count > from && bytes[end - count - 1] === BACKSLASH) count += 1;
  return count;
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
