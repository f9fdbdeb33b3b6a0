import { cleanText } from '../text/clean-text.ts';
import { nameSymbols } from '../text/name-symbols.ts';

// Their letters are pictures: an "I" of MSAM is the triangle before an item, a "q" of Wingdings a box.
const pictureFont = /^(msam|msbm|wingdings|webdings|zapfdingbats|dingbats)/i;
const symbolFont = /symbol/i;
// Their private characters are pictures of their own, or nobody knows what.
const privateFont = /wingdings|webdings|dingbats|extra|msam|msbm/i;
// Nothing to mend: a grave accent may stand before its letter.
const plain = /^[\x20-\x5f\x61-\x7e]*$/;
const accents: Record<string, string> = {
  '´': '\u0301',
  '`': '\u0300',
  '¨': '\u0308',
  ˆ: '\u0302',
  '˜': '\u0303',
  ˇ: '\u030c',
  '˘': '\u0306',
  '˝': '\u030b',
  '˚': '\u030a',
  '¸': '\u0327',
};
const dotless: Record<string, string> = { ı: 'i', ȷ: 'j' };
const accentBefore = /([´¨ˆ˜ˇ˘˝˚¸]|(?<=\p{L})`)([\p{L}ıȷ])/gu;

/** The letters that a reader sees where the file draws others: accents apart, visible soft hyphens, pictures as letters. */
export function mendGlyphs(text: string, fontName: string): string {
  const isPicture = text.length === 1 && pictureFont.test(fontName.replace(/^[A-Z]{6}\+/, ''));
  if (isPicture && /[\x21-\x7e\uf000-\uf0ff]/.test(text)) return '•';
  if (plain.test(text)) return text;
  return nameGlyphs(text, fontName)
    .replaceAll('\u00ad', '-')
    .replace(accentBefore, (drawn, accent: string, letter: string) => {
      const composed = ((dotless[letter] ?? letter) + accents[accent]!).normalize('NFC');
      return composed.length === 1 ? composed : drawn;
    });
}

function nameGlyphs(text: string, fontName: string): string {
  if (symbolFont.test(fontName)) return cleanText(nameSymbols(text));
  return privateFont.test(fontName) ? cleanText(text) : nameSymbols(cleanText(text));
}
