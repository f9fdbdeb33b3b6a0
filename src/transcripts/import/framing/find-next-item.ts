const DEFAULT_KEY = '"external_id"';
const OPEN = 0x7b;
/** White space that is looked across between a bracket and the key behind it. */
const MAX_GAP = 256;

/** The first key of an item, quotes included: what the others of its array probably begin with, too. */
export function signatureOf(item: Buffer): string | undefined {
  const head = item.subarray(0, 1_024).toString('latin1');
  return /^\{\s*(?<key>"[^"\\]+")/.exec(head)?.groups?.['key'];
}

/**
 * The next place from `from` on where an object begins with this key. In a string its quotes would be escaped, so it is no
 * string that looks like one. `next`: from where to look when more bytes are there.
 */
export function findNextItem(
  bytes: Buffer,
  from: number,
  signature = DEFAULT_KEY,
): { at?: number; next: number } {
  const key = Buffer.from(signature, 'latin1');
  for (let at = bytes.indexOf(key, from); at >= 0; at = bytes.indexOf(key, at + 1)) {
    const open = bracketBefore(bytes, at);
    if (open !== undefined && open >= from) return { at: open, next: open };
  }
  return { next: Math.max(from, bytes.length - key.length - MAX_GAP) };
}

function bracketBefore(bytes: Buffer, key: number): number | undefined {
  let at = key - 1;
  while (at >= 0 && key - at <= MAX_GAP && isWhite(bytes[at]!)) at -= 1;
  return bytes[at] === OPEN ? at : undefined;
}

const isWhite = (byte: number): boolean => byte === 0x20 || (byte >= 9 && byte <= 13);
