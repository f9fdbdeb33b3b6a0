const words = new Intl.Segmenter('und', { granularity: 'word' });

/** Enough to tell words that no space parts, as in Thai. */
const tailCharacters = 400;

/** Where the last word of a text begins that goes on behind it: the place to cut at. 0 where one word is all there is. */
export function lastWordStart(text: string): number {
  const from = Math.max(0, text.length - tailCharacters);
  let start = from;
  for (const { index } of words.segment(text.slice(from))) start = from + index;
  return start === from && from > 0 ? text.length : start;
}
