/** How many bytes of a key are compared. */
const MAX_KEY_BYTES = 1_024;

/** Finds the array that lies under `path` in a JSON object; with an empty path, the array that is the whole text. */
export class ArrayFinder {
  readonly #path: readonly string[];
  #depth = 0;
  /** So many keys of the path lead to where we are. */
  #matched = 0;
  #inString = false;
  #isEscaped = false;
  #isKey = false;
  #key: number[] = [];
  #lastKey = '';
  #previous = 0;

  constructor(path: readonly string[]) {
    this.#path = path;
  }

  /** @returns the index behind the bracket that opens the array, or −1 when the bytes do not hold it. */
  find(bytes: Buffer): number {
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (this.#inString) this.#readString(byte);
      else if (this.#read(byte)) return at + 1;
    }
    return -1;
  }

  #readString(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === 0x5c) this.#isEscaped = true;
    else if (byte === 0x22) {
      this.#inString = false;
      if (this.#isKey) this.#lastKey = decodeKey(this.#key);
      return;
    }
    if (this.#isKey && this.#key.length < MAX_KEY_BYTES) this.#key.push(byte);
  }

  /** @returns whether this byte opens the array. */
  #read(byte: number): boolean {
    switch (byte) {
      case 0x22:
        this.#inString = true;
        this.#isKey = this.#isOnPath() && (this.#previous === 0x7b || this.#previous === 0x2c);
        this.#key = [];
        break;
      case 0x7b:
        if (this.#depth > 0 && this.#isNext()) this.#matched += 1;
        this.#depth += 1;
        break;
      case 0x5b:
        if (this.#opensArray()) return true;
        this.#depth += 1;
        break;
      case 0x7d:
      case 0x5d:
        this.#depth -= 1;
        this.#matched = Math.min(this.#matched, Math.max(0, this.#depth - 1));
        break;
      default:
    }
    if (byte > 0x20) this.#previous = byte;
    return false;
  }

  #isOnPath(): boolean {
    return this.#depth === this.#matched + 1;
  }

  #isNext(): boolean {
    return this.#isOnPath() && this.#previous === 0x3a && this.#lastKey === this.#path[this.#matched];
  }

  #opensArray(): boolean {
    if (this.#path.length === 0) return this.#depth === 0;
    return this.#matched + 1 === this.#path.length && this.#isNext();
  }
}

function decodeKey(bytes: number[]): string {
  const text = Buffer.from(bytes).toString();
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    return text;
  }
}
