/** A list of measured times and what is said of it. */
export function quantile(times: number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))]!;
}

export const median = (times: number[]): number => quantile(times, 0.5);

export async function timed<T>(times: number[], work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  const result = await work();
  times.push(performance.now() - begun);
  return result;
}

export const cell = (value: number | undefined, width = 7): string =>
  (value === undefined ? '–' : value.toFixed(2)).padStart(width);
