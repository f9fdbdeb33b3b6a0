const delimiters = [',', ';', '\t', '|'];
const sampleLines = 50;

/** Finds the delimiter that gives the lines the same number of fields, at least two; quotes hide delimiters. */
export function detectDelimiter(sample: string): string | undefined {
  const lines = sample.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  // The sample may end within a line.
  const whole = lines.length > 2 ? lines.slice(0, -1) : lines;
  const rows = whole.filter(line => line.trim() !== '').slice(0, sampleLines);
  if (rows.length < 2) return undefined;
  const scored = delimiters
    .map(delimiter => ({ delimiter, score: scoreDelimiter(rows, delimiter) }))
    .filter(candidate => candidate.score > 0);
  return scored.sort((a, b) => b.score - a.score)[0]?.delimiter;
}

function scoreDelimiter(rows: string[], delimiter: string): number {
  const counts = rows.map(row => countOutsideQuotes(row, delimiter));
  const tally = new Map<number, number>();
  for (const count of counts) tally.set(count, (tally.get(count) ?? 0) + 1);
  const [usual, lines] = [...tally].sort((a, b) => b[1] - a[1])[0]!;
  const agreement = lines / rows.length;
  return usual > 0 && agreement >= 0.8 ? agreement + Math.min(usual, 20) / 100 : 0;
}

function countOutsideQuotes(row: string, delimiter: string): number {
  let quoted = false;
  let count = 0;
  for (const character of row) {
    if (character === '"') quoted = !quoted;
    else if (character === delimiter && !quoted) count++;
  }
  return count;
}
