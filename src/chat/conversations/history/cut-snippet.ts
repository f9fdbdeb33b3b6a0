const BEFORE = 50;
const MAX_CHARACTERS = 180;

/** A line of a text around the first of the words looked for; from its beginning where none stands there as it was typed. */
export function cutSnippet(text: string, q: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const lower = line.toLowerCase();
  const places = q
    .toLowerCase()
    .split(/\s+/)
    .filter(word => word !== '')
    .map(word => lower.indexOf(word))
    .filter(place => place !== -1);
  const first = places.length === 0 ? 0 : Math.min(...places);
  const start = first <= BEFORE ? 0 : line.indexOf(' ', first - BEFORE) + 1 || first;
  const from = Math.min(start, first);
  const end = from + MAX_CHARACTERS;
  const cut = line.slice(from, end).toWellFormed().trim();
  return `${from > 0 ? '…' : ''}${cut}${end < line.length ? '…' : ''}`;
}
