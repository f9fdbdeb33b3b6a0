const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
const words = new Intl.Segmenter('und', { granularity: 'word' });

export type BoundaryTest = (index: number) => boolean;

/** Tells for places in `text` whether a cut there would leave every visible character whole. */
export function graphemeBoundaries(text: string): BoundaryTest {
  let segments: Intl.Segments | undefined;
  return index => {
    if (index <= 0 || index >= text.length) return true;
    if (isPlain(text.charCodeAt(index - 1)) && isPlain(text.charCodeAt(index))) return true;
    segments ??= graphemes.segment(text);
    return segments.containing(index)?.index === index;
  };
}

/** Tells for places in `text` whether a cut there would leave every word whole. */
export function wordBoundaries(text: string): BoundaryTest {
  let segments: Intl.Segments | undefined;
  return index => {
    if (index <= 0 || index >= text.length || /\s/.test(text[index - 1]!)) return true;
    segments ??= words.segment(text);
    return segments.containing(index)?.index === index;
  };
}

/** Below the combining marks nothing joins its neighbour, but for a carriage return. */
const isPlain = (code: number): boolean => code < 0x300 && code !== 0x0d;

/** The places inside `[start, end)` where a cut leaves graphemes whole, ascending. */
export function* listGraphemeEnds(text: string, start: number, end: number): Generator<number> {
  for (const { index, segment } of graphemes.segment(text.slice(start, end))) {
    yield start + index + segment.length;
  }
}
