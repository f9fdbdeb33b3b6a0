import { readFileSync } from 'node:fs';

/** Splits a word at the places that the list names; a word that is not listed stays whole. */
export function readHyphenation(path: URL): (word: string) => string[] {
  const list = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  const partsOf = new Map(list.map(entry => [entry.replaceAll('-', ''), entry.split('-')]));
  return word => {
    const [, before = '', letters = '', after = ''] = /^(\P{L}*)(\p{L}+)(.*)$/u.exec(word) ?? [];
    const parts = partsOf.get(letters.toLowerCase());
    if (!parts || /\p{L}/u.test(after)) return [word];
    let at = 0;
    const syllables = parts.map(part => letters.slice(at, (at += part.length)));
    syllables[0] = before + syllables[0];
    syllables[syllables.length - 1] += after;
    return syllables;
  };
}
