import { asCode, splitAddresses } from './escape-markdown.ts';

/**
 * A model's Markdown with its paragraphs, lists, tables and code, and with nothing that fetches or leads away: no
 * images, links, references, footnotes or HTML. Whatever is code is written anew, so that every reader of Markdown
 * agrees with us on where it ends. `cite` writes what stands in place of a marker such as [2]; undefined: none of ours.
 */
export function disarmMarkdown(markdown: string, cite: (index: number) => string | undefined): string {
  return splitFences(markdown)
    .map(({ code, language, text }) => (code ? fence(text, language) : disarmText(text, cite)))
    .join('\n');
}

interface Block {
  code: boolean;
  language: string;
  text: string;
}

function splitFences(markdown: string): Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  let open: { mark: string; language: string } | undefined;
  const flush = (code: boolean, language = ''): void => {
    if (code || lines.length > 0) blocks.push({ code, language, text: lines.join('\n') });
    lines = [];
  };
  for (const line of markdown.split(/\r\n?|\n/)) {
    const found = /^ {0,3}(?<mark>`{3,}|~{3,})(?<rest>.*)$/.exec(line)?.groups;
    const rest = found?.['rest'] ?? '';
    if (open === undefined && found !== undefined && !rest.includes('`')) {
      flush(false);
      open = { mark: found['mark']!, language: /^\s*([\w+-]{0,20})/.exec(rest)![1]! };
    } else if (open !== undefined && found?.['mark']!.startsWith(open.mark) && rest.trim() === '') {
      flush(true, open.language);
      open = undefined;
    } else lines.push(line);
  }
  flush(open !== undefined, open?.language);
  return blocks;
}

function fence(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(run => run[0].length));
  const mark = '`'.repeat(longest + 1);
  return `${mark}${language}\n${text}\n${mark}`;
}

/** An escape, a piece of code within one line, a marker of ours, or one character that could begin something. */
const token =
  /\\(?<escaped>[!-/:-@[-`{-~])|(?<ticks>`+)(?<code>[^`\n]+)\k<ticks>(?!`)|\[(?<index>\d{1,4})\](?<next>[(:])?|[`<[\]!\\]/g;

function disarmText(text: string, cite: (index: number) => string | undefined): string {
  let result = '';
  let plain = '';
  let end = 0;
  for (const match of text.matchAll(token)) {
    plain += text.slice(end, match.index);
    end = match.index + match[0].length;
    const { escaped } = match.groups!;
    // A reader looks for addresses after it has taken the escapes away.
    if (escaped !== undefined && ':./@-'.includes(escaped)) plain += escaped;
    else {
      result += disarmAddresses(plain) + disarmToken(match, cite);
      plain = '';
    }
  }
  return result + disarmAddresses(plain + text.slice(end));
}

function disarmToken(match: RegExpMatchArray, cite: (index: number) => string | undefined): string {
  const { code, index, next, escaped } = match.groups!;
  if (escaped !== undefined) return match[0];
  if (code !== undefined) return asCode(code);
  if (index === undefined) return `\\${match[0]}`;
  // "[^1](…" would be a link and "[^1]:" a footnote of the model's own.
  return (cite(Number(index)) ?? `\\[${index}\\]`) + (next === undefined ? '' : `\\${next}`);
}

const disarmAddresses = (text: string): string =>
  splitAddresses(text)
    .map(piece => (piece.isAddress ? asCode(piece.text) : piece.text.replaceAll('&', '&amp;')))
    .join('');
