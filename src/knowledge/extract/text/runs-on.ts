const letters = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々〆、。，．！？：；…`;
const ends = new RegExp(`[${letters}」』）】〉》]$`, 'u');
const begins = new RegExp(`^[${letters}「『（【〈《]`, 'u');

/** True where Chinese or Japanese goes on, which puts no spaces between words, not even where a line ends. */
export function runsOn(before: string, after: string): boolean {
  return ends.test(before) && begins.test(after);
}
