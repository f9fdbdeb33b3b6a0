/** Works on some items ahead of the one that is waited for, and gives the results out in the items' order. */
export async function* mapInOrder<Item, Result>(
  items: AsyncIterable<Item>,
  ahead: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const started: Promise<Result>[] = [];
  for await (const item of items) {
    const result = work(item);
    // A failure is met in its turn.
    void Promise.allSettled([result]);
    started.push(result);
    if (started.length > ahead) yield await started.shift()!;
  }
  for (const result of started) yield await result;
}
