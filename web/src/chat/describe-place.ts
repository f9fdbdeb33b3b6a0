import type { Citation } from '#api/conversations.ts';
import type { Dictionary } from '#language/english.ts';

/** "Page 4", "Page 4–5"; "Part 2" where a document has no sheets of paper; "agent, 00:12" in a conversation. */
export function describePlace(citation: Citation, text: Dictionary): string {
  const { page_start: first, page_end: last, paged, speaker, offset_ms: offset } = citation;
  if (speaker) return typeof offset === 'number' ? `${speaker}, ${clockTime(offset)}` : speaker;
  const name = paged ? text.page(first) : text.part(first);
  return last > first ? `${name}–${last}` : name;
}

/** "00:12", or "1:02:03" from an hour on. */
function clockTime(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const hours = Math.floor(seconds / 3600);
  const [minutes, rest] = [Math.floor(seconds / 60) % 60, seconds % 60].map(each =>
    String(each).padStart(2, '0'),
  );
  return hours > 0 ? `${hours}:${minutes}:${rest}` : `${minutes}:${rest}`;
}
