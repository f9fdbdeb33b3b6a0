import chardet from 'chardet';
import iconv from 'iconv-lite';
import { looksThai } from './looks-thai.ts';

const minConfidence = 20;

/** Names the encoding of a text by its first bytes, or nothing where the bytes are no text. */
export function detectEncoding(sample: Uint8Array): string | undefined {
  const marked = readByteOrderMark(sample);
  if (marked) return marked;
  const wide = detectUtf16(sample);
  if (wide) return hasControlCharacters(iconv.decode(Buffer.from(sample), wide)) ? undefined : wide;
  if (hasControlBytes(sample)) return undefined;
  if (isUtf8(sample)) return 'utf-8';
  if (looksThai(iconv.decode(Buffer.from(sample), 'windows-874'))) return 'windows-874';
  const best = chardet.analyse(sample).find(match => iconv.encodingExists(match.name));
  return best && best.confidence >= minConfidence ? best.name : 'windows-1252';
}

function readByteOrderMark(sample: Uint8Array): string | undefined {
  const [first, second, third] = sample;
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return undefined;
}

// Text in Latin letters has its zero bytes on one side only.
function detectUtf16(sample: Uint8Array): string | undefined {
  let evenZeros = 0;
  let oddZeros = 0;
  sample.forEach((byte, index) => {
    if (byte !== 0) return;
    if (index % 2) oddZeros++;
    else evenZeros++;
  });
  const half = sample.length / 2;
  if (oddZeros > half * 0.3 && evenZeros < half * 0.02) return 'utf-16le';
  if (evenZeros > half * 0.3 && oddZeros < half * 0.02) return 'utf-16be';
  return undefined;
}

function hasControlBytes(sample: Uint8Array): boolean {
  let control = 0;
  for (const byte of sample) {
    if (byte === 0) return true;
    // Tab, line feed, form feed, carriage return, and escape (ISO-2022) do occur in text.
    if (byte < 32 && ![9, 10, 11, 12, 13, 27].includes(byte)) control++;
  }
  return control > sample.length * 0.01;
}

function hasControlCharacters(text: string): boolean {
  return /[^\P{Cc}\t\n\r\f]/u.test(text);
}

function isUtf8(sample: Uint8Array): boolean {
  try {
    // `stream` forgives a character that the end of the sample cuts.
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: true });
    return true;
  } catch {
    return false;
  }
}
