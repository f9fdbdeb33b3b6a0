/** Length of the longest common subsequence; bit-parallel after Hyyrö 2004, 30 symbols a step. */
export function commonSubsequenceLength<T>(a: T[], b: T[]): number {
  const [pattern, text] = a.length < b.length ? [a, b] : [b, a];
  const positions = new Map<T, bigint>();
  pattern.forEach((symbol, index) => {
    positions.set(symbol, (positions.get(symbol) ?? 0n) | (1n << BigInt(index)));
  });
  return pattern.length < 64 || text.length < 64
    ? lengthByBigInt(pattern.length, positions, text)
    : lengthByWords(pattern, text);
}

function lengthByBigInt<T>(length: number, positions: Map<T, bigint>, text: T[]): number {
  const all = (1n << BigInt(length)) - 1n;
  let row = all;
  for (const symbol of text) {
    const matches = positions.get(symbol);
    if (matches === undefined) continue;
    const kept = row & matches;
    row = ((row + kept) | (row - kept)) & all;
  }
  let common = 0;
  for (let index = 0; index < length; index++) if (!((row >> BigInt(index)) & 1n)) common++;
  return common;
}

const wordBits = 30;
const wordMask = 2 ** wordBits - 1;

function lengthByWords<T>(pattern: T[], text: T[]): number {
  const size = Math.ceil(pattern.length / wordBits);
  const positions = new Map<T, Int32Array>();
  pattern.forEach((symbol, index) => {
    const bits = positions.get(symbol) ?? new Int32Array(size);
    positions.set(symbol, bits);
    bits[Math.floor(index / wordBits)]! |= 1 << (index % wordBits);
  });
  const row = new Int32Array(size).fill(wordMask);
  for (const symbol of text) {
    const matches = positions.get(symbol);
    if (!matches) continue;
    let carry = 0;
    for (let word = 0; word < size; word++) {
      const before = row[word]!;
      const kept = before & matches[word]!;
      const sum = before + kept + carry;
      carry = sum > wordMask ? 1 : 0;
      row[word] = (sum & wordMask) | (before & ~kept);
    }
  }
  let common = 0;
  for (let index = 0; index < pattern.length; index++) {
    if (!((row[Math.floor(index / wordBits)]! >> (index % wordBits)) & 1)) common++;
  }
  return common;
}

/** Normalised insert/delete similarity: 1 for equal sequences, 0 for those with nothing in common. */
export function similarity<T>(a: T[], b: T[]): number {
  const total = a.length + b.length;
  return total === 0 ? 1 : (2 * commonSubsequenceLength(a, b)) / total;
}

/** NIDw: how much of the words, in order, two texts share. */
export function wordSimilarity(truth: string, text: string): number {
  return similarity(listWords(truth), listWords(text));
}

const markup: [RegExp, string][] = [
  [/<!--[\s\S]*?-->/g, ' '],
  [/!\[[^\]]*\]\([^)]*\)/g, ' '],
  [/\[([^\]]*)\]\([^)]*\)/g, '$1'],
  [/<\/?(?:br|table|thead|tbody|tr|td|th|sup|sub|u|b|i|em|strong|p|div|span|mark)\b[^>]*>/gi, ' '],
  [/&amp;/g, '&'],
  [/&lt;/g, '<'],
  [/&gt;/g, '>'],
  [/&#x27;|&#39;/g, "'"],
  [/&quot;/g, '"'],
  [/^\s*\|?[\s:|-]*-{2,}[\s:|-]*\|?\s*$/gm, ' '],
  [/\|/g, ' '],
  [/^\s{0,3}#{1,6}\s+/gm, ''],
  [/^\s*[-*+•▪◦·]\s+/gm, ''],
  [/[*_`\\]/g, ''],
  [/[“”„]/g, '"'],
  [/[‘’‚]/g, "'"],
  [/[‐‑‒–—−]/g, '-'],
  [/\u00ad/g, ''],
  [/(\p{L})-\s*\n\s*(\p{Ll})/gu, '$1$2'],
];

/** The words of a text without Markdown and HTML marks, in lower case, without punctuation around them. */
export function listWords(text: string): string[] {
  const plain = markup.reduce(
    (rest, [mark, replacement]) => rest.replace(mark, replacement),
    text.normalize('NFKC'),
  );
  return plain
    .toLowerCase()
    .split(/\s+/)
    .map(word => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}%]+$/gu, ''))
    .filter(word => word !== '');
}
