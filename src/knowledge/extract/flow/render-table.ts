/** Writes rows as a Markdown table; the first row is its header. */
export function renderTable(rows: string[][]): string {
  const columns = Math.max(1, ...rows.map(row => row.length));
  const [header = [], ...body] = rows;
  return [
    renderRow(header, columns),
    separatorRow(columns),
    ...body.map(row => renderRow(row, columns)),
  ].join('\n');
}

export function separatorRow(columns: number): string {
  return `|${' --- |'.repeat(columns)}`;
}

export function renderRow(cells: string[], columns: number): string {
  const padded = Array.from({ length: columns }, (_, index) => escapeCell(cells[index] ?? ''));
  return `| ${padded.join(' | ')} |`;
}

/** A cell is one line, and a bar in it would open another cell. */
export function escapeCell(text: string): string {
  return text.replace(/\s+/g, ' ').trim().replace(/\|/g, '\\|');
}
