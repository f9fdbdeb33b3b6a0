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
 * The next place from `from` on where an object begins with this key, or with the one that every conversation has. In a
 * string its quotes would be escaped, so it is no string that looks like one. `next`: from where to look when more bytes
 * are there.
 */
export function findNextItem(
  bytes: Buffer,
  from: number,
  signature = DEFAULT_KEY,
): { at?: number; next: number } {
  const keys = signature === DEFAULT_KEY ? [signature] : [signature, DEFAULT_KEY];
  const found = keys.flatMap(key => findObject(bytes, from, Buffer.from(key, 'latin1')) ?? []);
  const longest = Math.max(...keys.map(key => key.length));
  if (found.length === 0) return { next: Math.max(from, bytes.length - longest - MAX_GAP) };
  const at = Math.min(...found);
  return { at, next: at };
}

function findObject(bytes: Buffer, from: number, key: Buffer): number | undefined {
  for (let at = bytes.indexOf(key, from); at >= 0; at = bytes.indexOf(key, at + 1)) {
    const open = bracketBefore(bytes, at);
    if (open !== undefined && open >= from) return open;
  }
  return undefined;
}

function bracketBefore(bytes: Buffer, key: number): number | undefined {
  let at = key - 1;
  while (at >= 0 && key - at <= MAX_GAP && isWhite(bytes[at]!)) at -= 1;
  return bytes[at] === OPEN ? at : undefined;
}

const isWhite = (byte: number): boolean => byte === 0x20 || (byte >= 9 && byte <= 13);
