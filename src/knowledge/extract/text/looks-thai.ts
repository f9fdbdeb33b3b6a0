const thaiRun = /[\u0e01-\u0e3a\u0e40-\u0e5b]+/gu;
// A vowel sign or tone mark needs a consonant before it, and a leading vowel a consonant after it.
const orphanMark = /(?<![\u0e01-\u0e2e\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]/gu;
const barrenLead = /[\u0e40-\u0e44](?![\u0e01-\u0e2e])/gu;

/** True when a decoded text obeys Thai spelling, which other encodings read as Thai hardly ever do. */
export function looksThai(text: string): boolean {
  const letters = (text.match(thaiRun) ?? []).join('').length;
  const foreign = (text.match(/[\u0080-\u00ff\ufffd]/gu) ?? []).length;
  if (letters < 8 || foreign > letters * 0.05) return false;
  const breaches = (text.match(orphanMark) ?? []).length + (text.match(barrenLead) ?? []).length;
  const marks = (text.match(/[\u0e30-\u0e3a\u0e40-\u0e4e]/gu) ?? []).length;
  return breaches < letters * 0.02 && marks > letters * 0.15;
}
