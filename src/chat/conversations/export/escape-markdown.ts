/**
 * Plain text for a line of Markdown: shown as it is, whatever it holds. A web address becomes code, which no reader
 * makes a link of.
 */
export function escapeMarkdown(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return splitAddresses(line)
    .map(({ text: piece, isAddress }) => (isAddress ? asCode(piece) : escapePunctuation(piece)))
    .join('');
}

const punctuation = /[\\`*_[\]<>#~|!&$^]|^\s*(?:[-+=]|\d+[.)])/g;

/** A list or a heading begins with a mark that means nothing elsewhere. */
const escapePunctuation = (text: string): string =>
  text.replaceAll(punctuation, found => found.replace(/[^\s\d]/, '\\$&'));

const address = /(?:\b[a-z][a-z0-9+.-]{1,30}:(?:\/\/)?|\bwww\.|[\w.+-]+@)[^\s`<>"“”()[\]]+/giu;

/** Text cut at what a reader of Markdown might make a link of by itself. */
export function splitAddresses(text: string): { text: string; isAddress: boolean }[] {
  const pieces: { text: string; isAddress: boolean }[] = [];
  let end = 0;
  for (const match of text.matchAll(address)) {
    pieces.push(
      { text: text.slice(end, match.index), isAddress: false },
      { text: match[0], isAddress: true },
    );
    end = match.index + match[0].length;
  }
  pieces.push({ text: text.slice(end), isAddress: false });
  return pieces.filter(piece => piece.text !== '');
}

/** Code with a fence that the text does not close. */
export function asCode(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(run => run[0].length));
  const fence = '`'.repeat(longest + 1);
  const pad = /^`|`$/.test(text) ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
}
