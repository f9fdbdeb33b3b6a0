import type { PassageSize } from '#knowledge/contents/read-contents.ts';

/** So many calls an insight costs at most, besides the overview. */
export const MAX_SECTIONS = 12;
/** What one call reads. */
export const MAX_SECTION_CHARACTERS = 24_000;

/**
 * Passages in reading order as sections of about the same size: of one document each where there are few enough, else
 * across their borders.
 */
export function cutSections(passages: readonly PassageSize[]): PassageSize[][] {
  const documents = [...Map.groupBy(passages, each => each.document_id).values()];
  const parts = documents.map(partsOf);
  const total = parts.reduce((sum, each) => sum + each, 0);
  if (total <= MAX_SECTIONS) return documents.flatMap((each, index) => cutEvenly(each, parts[index]!));
  return cutEvenly([...passages], MAX_SECTIONS);
}

const partsOf = (passages: readonly PassageSize[]): number =>
  Math.ceil(charactersOf(passages) / MAX_SECTION_CHARACTERS);

function cutEvenly(passages: PassageSize[], parts: number): PassageSize[][] {
  const total = charactersOf(passages);
  let before = 0;
  const places = passages.map(({ characters }) => {
    const middle = before + characters / 2;
    before += characters;
    return Math.min(parts - 1, Math.floor((middle * parts) / total));
  });
  return [...Map.groupBy(passages, (_each, index) => places[index]).values()];
}

export const charactersOf = (passages: readonly PassageSize[]): number =>
  passages.reduce((sum, each) => sum + each.characters, 0);
