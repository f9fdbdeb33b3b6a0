import type { InsightContent } from '../insight-schema.ts';
import { citationsIn, describeSource, withoutMarkers } from './describe-source.ts';

const COLUMNS = ['section', 'question', 'answer', 'sources', 'check'];

/** Questions and answers as CSV (RFC 4180), in UTF-8 with a byte order mark, without which Excel garbles Thai. */
export function writeTable({ sections, citations }: InsightContent): string {
  const rows = sections.flatMap(({ title, entries }) =>
    entries.map(({ heading, items }) => {
      const text = items.map(item => item.text).join('\n');
      const doubts = items.flatMap(({ proof }) => proof.sentences.flatMap(each => each.problems));
      return [
        title,
        heading ?? '',
        withoutMarkers(text),
        [...new Set(citationsIn(text, citations).map(describeSource))].join('; '),
        [...new Set(doubts.map(each => each.message))].join(' '),
      ];
    }),
  );
  return `\ufeff${[COLUMNS, ...rows].map(row => `${row.map(asField).join(',')}\r\n`).join('')}`;
}

/** Text that a spreadsheet would take for a formula gets an apostrophe before it. */
function asField(value: string): string {
  const harmless = /^[\s\u00a0\ufeff]*[=+\-@\t\r＝＋－＠]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
