import { turnLabel } from '#knowledge/extract/talks/transcript-file.ts';
import type { ReadCitation } from '../check-messages.ts';
import { disarmMarkdown } from './disarm-markdown.ts';
import { escapeMarkdown } from './escape-markdown.ts';

export interface ExportedMessage {
  role: string;
  text: string;
  status: string;
  answered_by: string | null;
  model: string | null;
  scope: unknown;
  citations: ReadCitation[];
  created_at: Date;
}

/** The head of an exported conversation. */
export const writeHead = (conversation: { title: string; created_at: Date }): string =>
  `# ${escapeMarkdown(conversation.title) || 'Untitled conversation'}\n\n` +
  `${escapeMarkdown(`Begun ${formatTime(conversation.created_at)}.`)}\n`;

/**
 * A question as a quotation, or an answer with its citations as footnotes behind it. `firstNote` is the number of its
 * first footnote: they are counted through the whole conversation.
 */
export function writeMessage(
  message: ExportedMessage,
  firstNote: number,
): { markdown: string; nextNote: number } {
  if (message.role === 'user') return { markdown: writeQuestion(message), nextNote: firstNote };
  const numbers = new Map(message.citations.map(({ index }, at) => [index, firstNote + at]));
  const text = disarmMarkdown(message.text, index => {
    const number = numbers.get(index);
    return number === undefined ? undefined : `[^${number}]`;
  });
  const notes = message.citations.map(each => writeNote(each, numbers.get(each.index)!));
  const parts = [text, writeEnd(message), notes.join('\n')].filter(part => part !== '');
  return { markdown: `\n${parts.join('\n\n')}\n`, nextNote: firstNote + message.citations.length };
}

function writeQuestion({ text, scope, created_at }: ExportedMessage): string {
  const lines = text.split(/\r\n?|\n/).map(line => `> ${escapeMarkdown(line)}`);
  return `\n## ${formatTime(created_at)}\n\n${lines.join('  \n')}\n\n${describeScope(scope)}\n`;
}

function describeScope(scope: unknown): string {
  const { library_ids: libraries, document_ids: documents } = scope as Record<string, string[]>;
  if (documents!.length > 0) return `_Asked ${count(documents!.length, 'document')}._`;
  return libraries!.length > 0
    ? `_Asked ${count(libraries!.length, 'library', 'libraries')}._`
    : '_Asked all documents._';
}

const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;

const ends: Record<string, string> = {
  stopped: 'This answer was stopped.',
  failed: 'This answer failed.',
  interrupted: 'This answer was interrupted.',
  streaming: 'This answer is still being written.',
};

function writeEnd({ status, answered_by: answeredBy, model }: ExportedMessage): string {
  const by = answeredBy === 'model' && model !== null ? `Written by ${escapeMarkdown(model)}.` : '';
  const quoted = answeredBy === 'quotes' ? 'No model wrote this: the sentences are quoted.' : '';
  const said = [ends[status] ?? '', by, quoted].filter(part => part !== '').join(' ');
  return said === '' ? '' : `_${said}_`;
}

function writeNote(citation: ReadCitation, number: number): string {
  const { document_title: title, paged, page_start: from, page_end: to, quote, state } = citation;
  const { speaker, offset_ms } = citation;
  const isRange = to !== null && to !== from;
  const page = from === null ? '' : `, ${paged ? 'page' : 'part'} ${from}${isRange ? `–${to}` : ''}`;
  const place = speaker ? `, ${escapeMarkdown(turnLabel({ speaker, offset_ms }))}` : page;
  const lost = state === 'lost' ? ' (can no longer be found in the document)' : '';
  return `[^${number}]: ${escapeMarkdown(title)}${place}: “${escapeMarkdown(quote)}”${lost}`;
}

const formatTime = (time: Date): string => `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
