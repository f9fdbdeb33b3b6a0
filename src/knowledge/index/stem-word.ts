import snowball from 'snowball-stemmers';

const english = snowball.newStemmer('english');
const MAX_REMEMBERED = 50_000;
const remembered = new Map<string, string>();

/** The stem of a lower-case English word (Porter 2 by the Snowball project). */
export function stemWord(word: string): string {
  const known = remembered.get(word);
  if (known !== undefined) return known;
  // Names and typing errors never end: start afresh rather than grow.
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  const stem = english.stem(word);
  remembered.set(word, stem);
  return stem;
}
