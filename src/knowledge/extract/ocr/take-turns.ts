/** Runs at most `places` works at a time, first come, first served; each is told which place it holds. */
export function takeTurns(places: number): <T>(work: (place: number) => Promise<T>) => Promise<T> {
  const free = Array.from({ length: places }, (_, place) => place);
  const waiting: ((place: number) => void)[] = [];
  const take = async (): Promise<number> =>
    free.pop() ?? (await new Promise<number>(resolve => waiting.push(resolve)));
  const giveBack = (place: number): void => {
    const next = waiting.shift();
    if (next) next(place);
    else free.push(place);
  };
  return async work => {
    const place = await take();
    try {
      return await work(place);
    } finally {
      giveBack(place);
    }
  };
}
