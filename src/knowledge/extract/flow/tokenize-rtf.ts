export type RtfToken =
  | { type: 'open' }
  | { type: 'close' }
  | { type: 'bytes'; bytes: Buffer }
  | { type: 'word'; word: string; parameter?: number };

const backslash = 0x5c;
const braceOpen = 0x7b;
const braceClose = 0x7d;

/** Takes RTF apart into groups, control words and the bytes between, which are text in some code page. */
export function* tokenizeRtf(bytes: Buffer): Generator<RtfToken> {
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at]!;
    if (byte === braceOpen || byte === braceClose) {
      yield byte === braceOpen ? { type: 'open' } : { type: 'close' };
      at++;
    } else if (byte === backslash) {
      const { token, end } = readControl(bytes, at + 1);
      if (token) yield token;
      at = end;
    } else {
      const end = findTextEnd(bytes, at);
      // Line breaks of the file mean nothing.
      const text = bytes.subarray(at, end).filter(each => each !== 0x0a && each !== 0x0d && each !== 0);
      if (text.length > 0) yield { type: 'bytes', bytes: Buffer.from(text) };
      at = end;
    }
  }
}

function findTextEnd(bytes: Buffer, start: number): number {
  let end = start;
  while (end < bytes.length) {
    const byte = bytes[end]!;
    if (byte === backslash || byte === braceOpen || byte === braceClose) break;
    end++;
  }
  return end;
}

function readControl(bytes: Buffer, start: number): { token?: RtfToken; end: number } {
  const [, word, digits, space] =
    /^([A-Za-z]{1,32})(-?\d{1,10})?( )?/.exec(bytes.toString('latin1', start, start + 44)) ?? [];
  if (word !== undefined) {
    const end = start + word.length + (digits?.length ?? 0) + (space?.length ?? 0);
    const parameter = digits === undefined ? undefined : Number(digits);
    if (word === 'bin') return { end: end + Math.max(parameter ?? 0, 0) };
    return { token: { type: 'word', word, ...(parameter === undefined ? {} : { parameter }) }, end };
  }
  return readSymbol(bytes, start);
}

function readSymbol(bytes: Buffer, start: number): { token?: RtfToken; end: number } {
  const symbol = String.fromCharCode(bytes[start] ?? 0x20);
  if (symbol === "'") {
    const code = Number.parseInt(bytes.toString('latin1', start + 1, start + 3), 16);
    const token: RtfToken | undefined = Number.isNaN(code)
      ? undefined
      : { type: 'bytes', bytes: Buffer.from([code]) };
    return { ...(token ? { token } : {}), end: start + 3 };
  }
  if ('\\{}'.includes(symbol))
    return { token: { type: 'bytes', bytes: Buffer.from(symbol) }, end: start + 1 };
  // A backslash in front of a line break is a paragraph's end.
  const word = symbol === '\n' || symbol === '\r' ? 'par' : symbol;
  return { token: { type: 'word', word }, end: start + 1 };
}
