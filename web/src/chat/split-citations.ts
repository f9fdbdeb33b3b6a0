/** Text, or the number of a passage that the text cites. */
export type AnswerPiece = string | number;

const marker = /\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]/g;

/** Cuts "so it was [1][2, 3]." into ["so it was ", 1, 2, 3, "."]. Joined again, nothing is lost but the brackets. */
export function splitCitations(text: string): AnswerPiece[] {
  const pieces: AnswerPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(marker)) {
    if (match.index > end) pieces.push(text.slice(end, match.index));
    pieces.push(...match[1]!.split(',').map(Number));
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push(text.slice(end));
  return pieces;
}

/** While text is still coming, a marker may have arrived by half: "… in 2025 [1". It is held back until it is whole. */
export function withoutOpenMarker(text: string): string {
  return text.replace(/\[[\d\s,]{0,12}$/, '');
}
