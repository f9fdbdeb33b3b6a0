import { cpus } from 'node:os';
import { readFile, writeFile } from 'node:fs/promises';

export interface RecordedResult {
  /** Such as "Proven" or "Holds". */
  headline: string;
  rows: Record<string, string | number>[];
  /** How it was run. */
  note?: string;
}

const FILE = new URL('../docs/reliability.md', import.meta.url);

/** Puts what a proof or a benchmark found into its own section of docs/reliability.md, between its two marks. */
export async function recordResult(name: string, result: RecordedResult): Promise<void> {
  const text = await readFile(FILE, 'utf8');
  await writeFile(FILE, replaceSection(text, name, describe(result)));
}

/** @throws when the page has no place for it. */
export function replaceSection(page: string, name: string, content: string): string {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const [start, stop] = [page.indexOf(begin), page.indexOf(end)];
  if (start < 0 || stop < start) throw new Error(`docs/reliability.md lacks “${begin}” and “${end}”.`);
  return `${page.slice(0, start + begin.length)}\n${content}\n${page.slice(stop)}`;
}

function describe({ headline, rows, note }: RecordedResult): string {
  const machine = `${cpus().length} shared CPUs, Node ${process.version}`;
  const date = new Date().toISOString().slice(0, 10);
  return `**${headline}** on ${date} (${[note, machine].filter(Boolean).join('; ')}).\n\n${asTable(rows)}`;
}

/** A single row reads better downwards. */
function asTable(rows: Record<string, string | number>[]): string {
  const [first = {}] = rows;
  const lines =
    rows.length === 1
      ? [['', ''], ['---', '---'], ...Object.entries(first)]
      : [Object.keys(first), Object.keys(first).map(() => '---'), ...rows.map(row => Object.values(row))];
  return lines.map(line => `| ${line.join(' | ')} |`).join('\n');
}
