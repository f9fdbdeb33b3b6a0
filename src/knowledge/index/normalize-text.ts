const beyondAscii = /[^\p{ASCII}]/u;
/** Zeros of the decimal digits that writers of Arabic, Devanagari, Bengali, Thai, Lao, Khmer and Burmese use. */
const digitZeros = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xed0, 0x17e0, 0x1040];
const otherDigits =
  /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59\u0ed0-\u0ed9\u17e0-\u17e9\u1040-\u1049]/g;

export const isAscii = (text: string): boolean => !beyondAscii.test(text);

/** Lower case, compatibility forms made one (NFKC), digits of other scripts made ASCII, soft hyphens gone. */
export function normalizeText(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  return (
    text
      .replace(/[\u00ad\u200b\u2060\ufeff]/g, '')
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[‘’ʼ]/g, "'")
      .replace(/[‐‑]/g, '-')
      // NFKC takes the Thai and Lao vowel AM apart, and dictionaries spell words with it whole.
      .replace(/\u0e4d([\u0e48-\u0e4b]?)\u0e32/g, '$1\u0e33')
      .replace(/\u0ecd([\u0ec8-\u0ecb]?)\u0eb2/g, '$1\u0eb3')
      .replace(otherDigits, digit => asciiDigit(digit.charCodeAt(0)))
  );
}

function asciiDigit(code: number): string {
  const zero = digitZeros.find(start => code >= start && code < start + 10)!;
  return String(code - zero);
}

/** é becomes e, as people type it; in other scripts than Latin and Greek marks tell words apart and stay. */
export function foldMarks(word: string): string {
  return word
    .normalize('NFD')
    .replace(/([\p{Script=Latin}\p{Script=Greek}])\p{M}+/gu, '$1')
    .normalize('NFC');
}
