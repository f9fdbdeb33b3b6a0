export interface Neighbourhood<T> {
  item: T;
  /** Up to `reach` items on either side, without the item itself. */
  neighbours: T[];
}

/** Gives each item together with those around it while holding only a small window of the stream. */
export async function* withNeighbours<T>(
  items: AsyncIterable<T>,
  reach: number,
): AsyncGenerator<Neighbourhood<T>> {
  const window: T[] = [];
  let position = 0;
  for await (const item of items) {
    window.push(item);
    if (window.length - position <= reach) continue;
    yield { item: window[position]!, neighbours: window.filter((_, index) => index !== position) };
    if (position < reach) position++;
    else window.shift();
  }
  for (; position < window.length; position++) {
    yield { item: window[position]!, neighbours: window.filter((_, index) => index !== position) };
  }
}
