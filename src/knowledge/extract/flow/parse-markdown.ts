import { cleanText } from '../text/clean-text.ts';
import type { FlowBlock } from './flow-block.ts';

interface Draft {
  kind: FlowBlock['kind'];
  lines: string[];
  fence?: string;
}

const heading = /^ {0,3}(#{1,6})(?:\s+(.*?))?(?:\s+#+)?\s*$/;
const listItem = /^\s*(?:[-*+]|\d{1,9}[.)])\s+\S/;
const fenceLine = /^\s{0,3}(`{3,}|~{3,})/;
const tableLine = /^\s*\|.*\|\s*$/;
const rule = /^ {0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$/;
const maxBlockCharacters = 4_000;

/** Reads the block structure of Markdown; marks within a line stay, they are part of what was written. */
export async function* parseMarkdown(lines: AsyncIterable<string>): AsyncGenerator<FlowBlock> {
  let draft: Draft | undefined;
  let first = true;
  for await (const raw of lines) {
    const line = first ? raw.replace(/^\ufeff/, '') : raw;
    first = false;
    if (draft?.fence !== undefined) {
      const closes = line.trim().startsWith(draft.fence) && /^[`~]+$/.test(line.trim());
      if (!closes) draft.lines.push(line);
      if (!closes && !isOversized(draft)) continue;
      const fence: string = draft.fence;
      yield* finish(draft);
      draft = closes ? undefined : { kind: 'code', lines: [], fence };
      continue;
    }
    const setextLevel = draft?.kind === 'paragraph' ? readSetextLevel(line) : undefined;
    if (draft && setextLevel) {
      yield { kind: 'heading', text: cleanBlock(draft.lines.join(' ')), level: setextLevel };
      draft = undefined;
      continue;
    }
    const next = readLine(line, draft);
    if (next.kind === 'same') {
      draft?.lines.push(line);
      if (!draft || !isOversized(draft)) continue;
      yield* finish(draft);
      draft = undefined;
      continue;
    }
    if (draft) yield* finish(draft);
    draft = next.draft;
    if (next.block) yield next.block;
  }
  if (draft) yield* finish(draft);
}

type LineReading = { kind: 'same' } | { kind: 'new'; draft?: Draft; block?: FlowBlock };

function readLine(line: string, draft: Draft | undefined): LineReading {
  if (line.trim() === '' || rule.test(line)) return { kind: 'new' };
  const [, marks, title] = heading.exec(line) ?? [];
  if (marks) {
    const text = cleanBlock(title ?? '');
    return text === ''
      ? { kind: 'new' }
      : { kind: 'new', block: { kind: 'heading', text, level: marks.length } };
  }
  const [, fence] = fenceLine.exec(line) ?? [];
  if (fence) return { kind: 'new', draft: { kind: 'code', lines: [], fence } };
  if (tableLine.test(line)) {
    return draft?.kind === 'table'
      ? { kind: 'same' }
      : { kind: 'new', draft: { kind: 'table', lines: [line] } };
  }
  if (listItem.test(line)) return { kind: 'new', draft: { kind: 'list-item', lines: [line] } };
  if (draft && draft.kind !== 'table') return { kind: 'same' };
  return { kind: 'new', draft: { kind: 'paragraph', lines: [line] } };
}

function readSetextLevel(line: string): number | undefined {
  if (/^ {0,3}=+\s*$/.test(line)) return 1;
  return /^ {0,3}-+\s*$/.test(line) ? 2 : undefined;
}

function isOversized(draft: Draft): boolean {
  return (
    draft.kind !== 'table' && draft.lines.reduce((sum, line) => sum + line.length, 0) > maxBlockCharacters
  );
}

function* finish(draft: Draft): Generator<FlowBlock> {
  const lines = draft.kind === 'code' ? draft.lines : draft.lines.map(line => line.trimEnd());
  const text = cleanBlock(lines.join('\n'), draft.kind === 'code');
  if (text !== '') yield { kind: draft.kind, text };
}

function cleanBlock(text: string, keepIndent = false): string {
  const clean = cleanText(text);
  return keepIndent ? clean.replace(/^\n+|\s+$/g, '') : clean.trim();
}
