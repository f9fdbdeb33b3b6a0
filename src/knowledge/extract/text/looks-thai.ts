const consonant = '\u0e01-\u0e2e';
const sign = '\u0e31\u0e34-\u0e3a\u0e47-\u0e4e';
const thaiLetter = /[\u0e01-\u0e3a\u0e40-\u0e5b]/gu;
// A vowel sign or tone mark needs a consonant before it, and a leading vowel a consonant after it.
const orphanSign = new RegExp(`(?<![${consonant}${sign}])[${sign}]`, 'gu');
const barrenLead = new RegExp(`[\u0e40-\u0e44](?![${consonant}])`, 'gu');
const vowelOrTone = /[\u0e30-\u0e3a\u0e40-\u0e4e]/gu;
// Hardly used in Thai, yet as likely as any in Korean or Chinese text that is read as Thai.
const rareConsonant = /[\u0e03\u0e05\u0e06\u0e0c\u0e0e\u0e0f\u0e10\u0e11\u0e12\u0e2c]/gu;
const foreign = /[\u0080-\u00ff\ufffd]/gu;

/** True when a decoded text obeys Thai spelling, which other encodings read as Thai hardly ever do. */
export function looksThai(text: string): boolean {
  const letters = count(text, thaiLetter);
  if (letters < 8 || count(text, foreign) > letters * 0.005) return false;
  if (count(text, rareConsonant) > letters * 0.06) return false;
  const breaches = count(text, orphanSign) + count(text, barrenLead);
  return breaches < letters * 0.02 && count(text, vowelOrTone) > letters * 0.15;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
