import { countBroken } from '../text/count-broken.ts';
import type { PdfPage } from './pdf-engine.ts';

const doubtfulShare = 0.03;
const gluedLetters = 22;
const glueable = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic},.;'’]+$/u;

/** The share of a page's letters that stand in broken, beheaded or glued words: 0 for good text, 1 for garbage. */
export function doubtPage(page: PdfPage): number {
  let letters = 0;
  let doubtful = 0;
  for (const { text } of page.words) {
    letters += text.length;
    if (isGlued(text) || lostItsLetter(text)) doubtful += text.length;
    else doubtful += countBroken(text);
  }
  return letters === 0 ? 0 : doubtful / letters;
}

export function isDoubtful(page: PdfPage): boolean {
  return doubtPage(page) > doubtfulShare || page.words.some(({ text }) => lostItsLetter(text));
}

// A vowel sign or accent without its letter: the engine dropped one.
function lostItsLetter(text: string): boolean {
  return /^\p{M}/u.test(text);
}

// Latin, Greek and Cyrillic put spaces between words; addresses of web pages and dots that lead the eye do not count.
function isGlued(text: string): boolean {
  if (text.length <= gluedLetters || !glueable.test(text) || isAddress(text)) return false;
  return (text.match(/\p{L}/gu) ?? []).length > gluedLetters;
}

function isAddress(text: string): boolean {
  return /^www\.|\p{Ll}\.\p{Ll}+\.\p{Ll}|\p{Ll}\.(?:com|org|net|edu|gov|info)\b/u.test(text);
}
