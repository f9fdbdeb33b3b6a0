import type { FlowBlock } from '../flow/flow-block.ts';
import { parseHtml } from '../flow/parse-html.ts';
import { cleanText } from '../text/clean-text.ts';

export interface Letter {
  subject?: string;
  from?: string;
  to: string[];
  cc: string[];
  /** ISO 8601, or as the message has it. */
  date?: string;
  html?: string;
  text?: string;
}

const maxListed = 20;

/** A message as a person reads it: its subject as heading, who wrote to whom and when, then what was written. */
export function letterBlocks(letter: Letter): FlowBlock[] {
  const head = [
    line('From', letter.from),
    line('To', listed(letter.to)),
    line('Cc', listed(letter.cc)),
    line('Date', letter.date),
  ].filter(each => each !== '');
  const subject = oneLine(letter.subject ?? '');
  return [
    ...(subject ? [{ kind: 'heading' as const, level: 1, text: subject }] : []),
    ...(head.length > 0 ? [{ kind: 'paragraph' as const, text: head.join('\n') }] : []),
    ...bodyBlocks(letter),
  ];
}

/** The plain version loses tables and headings, the other one is sometimes empty. */
function bodyBlocks({ html, text }: Letter): FlowBlock[] {
  const blocks = html ? parseHtml(html).blocks : [];
  if (blocks.length > 0) return blocks;
  return (text ?? '')
    .split(/\r?\n[^\S\n]*(?:\r?\n)+/)
    .map(paragraph => cleanText(paragraph.replace(/\r\n?/g, '\n')).trim())
    .filter(paragraph => paragraph !== '')
    .map(paragraph => ({ kind: 'paragraph', text: paragraph }));
}

const oneLine = (text: string): string => cleanText(text).replace(/\s+/g, ' ').trim();

const line = (name: string, value: string | undefined): string =>
  value && oneLine(value) !== '' ? `${name}: ${oneLine(value)}` : '';

const listed = (names: string[]): string =>
  names.length > maxListed
    ? `${names.slice(0, maxListed).join(', ')} and ${names.length - maxListed} more`
    : names.join(', ');
