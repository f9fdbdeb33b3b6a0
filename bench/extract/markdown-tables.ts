/** Splits Markdown into tables and the text around them, in order. */
export function readMarkdownParts(markdown: string): (string | string[][])[] {
  const lines = markdown.split('\n');
  const parts: (string | string[][])[] = [];
  let text: string[] = [];
  for (let index = 0; index < lines.length; index++) {
    const header = splitRow(lines[index]!);
    const separator = splitRow(lines[index + 1] ?? '');
    if (!header || !separator || !separator.every(cell => /^[\s:-]*-[\s:-]*$/.test(cell))) {
      text.push(lines[index]!);
      continue;
    }
    const width = Math.max(header.length, separator.length);
    const rows = [header];
    for (index += 2; index < lines.length; index++) {
      const row = splitRow(lines[index]!);
      if (!row) break;
      rows.push(row);
    }
    index--;
    parts.push(
      text.join('\n'),
      rows.map(row => fitRow(row, width)),
    );
    text = [];
  }
  return [...parts, text.join('\n')];
}

function splitRow(line: string): string[] | undefined {
  const trimmed = line.trim();
  if (!trimmed.includes('|')) return undefined;
  const inner = trimmed.replace(/^\|/, '').replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).map(cell => cell.trim().replaceAll('\\|', '|'));
}

function fitRow(row: string[], width: number): string[] {
  return Array.from({ length: width }, (_, index) => row[index] ?? '');
}

/** Markdown with its tables as HTML, on one line: two ways of padding a table are then equal. */
export function normaliseMarkdown(markdown: string): string {
  return readMarkdownParts(markdown)
    .map(part => (typeof part === 'string' ? part : renderHtml(part)))
    .join('\n')
    .replace(/\s+/g, ' ')
    .trim();
}

function renderHtml(rows: string[][]): string {
  const [header = [], ...body] = rows.slice(rows[0]?.every(cell => cell === '') && rows.length > 1 ? 1 : 0);
  const head = `<tr>${header.map(cell => `<th>${escapeHtml(cell)}</th>`).join('')}</tr>`;
  const rest = body
    .map(row => `<tr>${row.map(cell => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`)
    .join('');
  return `<table>${head}${rest}</table>`;
}

function escapeHtml(text: string): string {
  const names: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#x27;',
  };
  return text.replace(/[&<>"']/g, character => names[character]!);
}
