import type { ChunkUnit } from './chunk-unit.ts';

const finished = /[.!?…:;。！？：；।။။۔؟]["'”’»」』)\]]*$/u;
const startsAnew = /^["'“‘«「『([]*(?:\p{Lu}|[•◦▪●–—*-]\s)/u;
const PROSE_CHARACTERS = 40;

/** True when `next`, the first unit of a page, goes on with the sentence that `last` began on the page before. */
export function flowsOn(last: ChunkUnit, next: ChunkUnit, maxCharacters: number): boolean {
  if (last.kind !== 'sentence' || next.kind !== 'sentence' || next.aside) return false;
  const before = last.parts.at(-1)!.text;
  const after = next.parts[0]!.text;
  const together = last.parts.reduce((sum, part) => sum + part.text.length + 1, after.length);
  if (finished.test(before) || together > maxCharacters) return false;
  // A capital may begin a new paragraph or be a name: only running text is taken to go on.
  return !startsAnew.test(after) || (before.length >= PROSE_CHARACTERS && !/^\W/u.test(after));
}

export function joinUnits(last: ChunkUnit, next: ChunkUnit): ChunkUnit {
  return { ...last, parts: [...last.parts, ...next.parts] };
}
