import { disarmMarkdown } from '#chat/conversations/export/disarm-markdown.ts';
import { escapeMarkdown } from '#chat/conversations/export/escape-markdown.ts';
import type { InsightContent } from '../insight-schema.ts';
import { describeSource } from './describe-source.ts';

type Section = InsightContent['sections'][number];
type Entry = Section['entries'][number];

/** An insight with its citations as footnotes; doubtful sentences are followed by what is wrong with them. */
export function writeMarkdown(insight: InsightContent): string {
  const known = new Set(insight.citations.map(each => each.index));
  const note = (index: number): string | undefined => (known.has(index) ? `[^${index}]` : undefined);
  const head = [`# ${escapeMarkdown(insight.title)}`, `_${escapeMarkdown(describeMaking(insight))}_`];
  const sections = insight.sections
    .filter(section => section.entries.length > 0)
    .map(section => writeSection(section, insight, note));
  const notes = insight.citations.map(
    each =>
      `[^${each.index}]: ${escapeMarkdown(describeSource(each))}: “${escapeMarkdown(each.quote)}”${lostNote(each)}`,
  );
  return `${[...head, ...sections, notes.join('\n')].filter(part => part !== '').join('\n\n')}\n`;
}

/** How it was made, for whoever reads it elsewhere. */
export function describeMaking({ label, model, passages, finished_at: finishedAt }: InsightContent): string {
  const by = label ?? `Written by ${model ?? 'a language model'}.`;
  const read =
    passages.read < passages.total ? ` ${passages.read} of ${passages.total} passages were read.` : '';
  return `${by}${read}${finishedAt === null ? '' : ` ${finishedAt.slice(0, 10)}.`}`;
}

const lostNote = ({ state }: InsightContent['citations'][number]): string =>
  state === 'lost' ? ' (can no longer be found in the document)' : '';

type Note = (index: number) => string | undefined;

function writeSection(section: Section, { layout, sections }: InsightContent, note: Note): string {
  const isOnly = sections.length === 1 && layout !== 'slides';
  const head = isOnly || section.title === '' ? [] : [`## ${escapeMarkdown(section.title)}`];
  return [...head, ...section.entries.map(entry => writeEntry(entry, layout, note))].join('\n\n');
}

function writeEntry({ heading, items }: Entry, layout: InsightContent['layout'], note: Note): string {
  const head = heading === null ? [] : [`### ${escapeMarkdown(heading)}`];
  const texts = items.map(item => `${disarmMarkdown(item.text, note)}${doubtsOf(item)}`);
  const isProse = layout === 'pairs' && texts.length === 1;
  const body = isProse ? texts : [texts.map(text => `- ${text.replaceAll('\n', '\n  ')}`).join('\n')];
  return [...head, ...body].join('\n\n');
}

function doubtsOf({ proof }: Entry['items'][number]): string {
  const messages = proof.sentences
    .filter(each => each.verdict === 'unsupported' || each.verdict === 'partial')
    .flatMap(each => each.problems.map(problem => problem.message));
  return messages.length === 0 ? '' : ` _(Check: ${escapeMarkdown([...new Set(messages)].join(' '))})_`;
}
