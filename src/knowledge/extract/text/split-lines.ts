import { lastWordStart } from './last-word-start.ts';

// A file without line breaks must not become one string of the file's size.
const maxLineCharacters = 16_000;

/** Cuts a stream of strings into lines; an endless line comes in pieces, cut at white space where there is any. */
export async function* splitLines(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) yield* splitLongLine(line);
    while (rest.length > maxLineCharacters) {
      const cut = findCut(rest);
      yield rest.slice(0, cut);
      rest = rest.slice(cut);
    }
  }
  if (rest) yield* splitLongLine(rest.replace(/\r$/, ''));
}

function* splitLongLine(line: string): Generator<string> {
  let rest = line;
  while (rest.length > maxLineCharacters) {
    const cut = findCut(rest);
    yield rest.slice(0, cut);
    rest = rest.slice(cut);
  }
  yield rest;
}

function findCut(line: string): number {
  const space = line.lastIndexOf(' ', maxLineCharacters);
  if (space > maxLineCharacters / 2) return space + 1;
  const word = lastWordStart(line.slice(0, maxLineCharacters));
  if (word > maxLineCharacters / 2) return word;
  const beforePair = /[\ud800-\udbff]/.test(line[maxLineCharacters - 1] ?? '');
  return beforePair ? maxLineCharacters - 1 : maxLineCharacters;
}
