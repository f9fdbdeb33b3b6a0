type Span = [page: number, start: number, end: number];

/**
 * Where `[start, end)` of a passage's text stands on its pages. The text is the spans' slices joined by one line break
 * each. All spans when there is nothing to narrow.
 */
export function narrowSpans(spans: Span[], start: number, end: number): Span[] {
  const narrowed: Span[] = [];
  let offset = 0;
  for (const [page, from, to] of spans) {
    const first = Math.max(start, offset);
    const last = Math.min(end, offset + to - from);
    if (first < last) narrowed.push([page, from + first - offset, from + last - offset]);
    offset += to - from + 1;
  }
  return narrowed.length > 0 ? narrowed : spans;
}
