import type { RecognisedWord } from './recognised-image.ts';

/** Mean over the letters, 0…1; 0 where nothing was read. */
export function meanConfidence(words: RecognisedWord[]): number {
  let letters = 0;
  let sum = 0;
  for (const { text, confidence } of words) {
    letters += text.length;
    sum += text.length * confidence;
  }
  return letters === 0 ? 0 : sum / letters;
}

/** How much of it is believable: what an engine makes of upside-down letters is short and doubtful. */
export function scoreWords(words: RecognisedWord[]): number {
  let score = 0;
  for (const { text, confidence } of words) {
    const letters = text.match(/[\p{L}\p{M}\p{N}]/gu)?.length ?? 0;
    score += letters * Math.max(0, confidence - 0.4);
  }
  return score;
}

/** Tesseract reads lines that run up or down as well, but then the page is not upright yet. */
export function runsSideways(words: RecognisedWord[]): boolean {
  let wide = 0;
  let tall = 0;
  for (const line of Map.groupBy(words, word => word.line).values()) {
    const letters = line.reduce((sum, word) => sum + word.text.length, 0);
    if (letters < 5) continue;
    const width = Math.max(...line.map(word => word.x + word.width)) - Math.min(...line.map(word => word.x));
    const height =
      Math.max(...line.map(word => word.y + word.height)) - Math.min(...line.map(word => word.y));
    if (height > width) tall += letters;
    else wide += letters;
  }
  return tall > wide;
}
