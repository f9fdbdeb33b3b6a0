import { readFileSync } from 'node:fs';

/** The valence of each word, −4 … 4. */
export const lexicon: ReadonlyMap<string, number> = new Map(
  readLines('vader-lexicon.txt').map(([word = '', valence]) => [word, Number(valence)]),
);

/** What an emoji shows, in words. */
export const emojis: ReadonlyMap<string, string> = new Map(
  readLines('emoji-lexicon.txt').map(([emoji = '', description = '']) => [emoji, description]),
);

function readLines(name: string): string[][] {
  const text = readFileSync(new URL(name, import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => line.trim().split('\t'));
}
