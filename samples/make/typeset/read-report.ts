/** A report in the order in which it is told; tables and figures may move to where they fit. */
export type ReportBlock =
  | { kind: 'title' | 'subtitle' | 'section' | 'subsection' | 'paragraph' | 'item' | 'number'; text: string }
  | { kind: 'table'; wide: boolean; caption: string; rows: string[][] }
  | { kind: 'figure'; name: string; caption: string };

export interface Report {
  blocks: ReportBlock[];
  notes: Map<string, string>;
}

/** Reads the little markup of `sources/*.txt`: `%` title, `#`, `##`, `- `, `1. `, `@table`, `@figure`, `[^1]:`. */
export function readReport(source: string): Report {
  const report: Report = { blocks: [], notes: new Map() };
  for (const part of source.split(/\n{2,}/)) {
    const note = /^\[\^(\d+)\]: (.*)$/s.exec(part.trim());
    if (note) report.notes.set(note[1]!, note[2]!);
    else report.blocks.push(...readPart(part.trim()));
  }
  return report;
}

function readPart(part: string): ReportBlock[] {
  const [first = '', caption = '', ...rows] = part.split('\n');
  if (part.startsWith('% ')) {
    return [
      { kind: 'title', text: first.slice(2) },
      { kind: 'subtitle', text: caption.slice(3) },
    ];
  }
  if (part.startsWith('## ')) return [{ kind: 'subsection', text: part.slice(3) }];
  if (part.startsWith('# ')) return [{ kind: 'section', text: part.slice(2) }];
  if (part.startsWith('- ')) return part.split('\n').map(line => ({ kind: 'item', text: line.slice(2) }));
  if (part.startsWith('1. ')) {
    return part.split('\n').map(line => ({ kind: 'number', text: line.replace(/^\d+\. /, '') }));
  }
  if (part.startsWith('@figure ')) return [{ kind: 'figure', name: first.slice(8), caption }];
  if (part.startsWith('@table')) {
    return [{ kind: 'table', wide: first === '@table wide', caption, rows: rows.map(readRow) }];
  }
  return [{ kind: 'paragraph', text: part }];
}

function readRow(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map(cell => cell.trim());
}
