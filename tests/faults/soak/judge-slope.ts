/** What may be more at the end of the second half than at its start, by its trend. */
const SHARE = 0.05;

/** A few of anything come and go. */
const SLACK: Record<string, number> = { MiB: 4, counted: 6 };

/**
 * The trend of what was measured at equal intervals: the median of all slopes between two of them (Theil 1950,
 * Sen 1968), so that one that is far off means nothing. @returns what is more after all of them.
 */
export function trendOf(values: readonly number[]): number {
  const slopes = values.flatMap((value, n) =>
    values.slice(n + 1).map((later, m) => (later - value) / (m + 1)),
  );
  return medianOf(slopes) * (values.length - 1);
}

const medianOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** One sentence if what was measured grows over the second half. */
export function judgeSlope(name: string, values: readonly number[]): string | undefined {
  const half = values.slice(Math.floor(values.length / 2));
  const more = trendOf(half);
  const allowed = SLACK[name.endsWith('MiB') ? 'MiB' : 'counted']! + SHARE * medianOf(half);
  if (more <= allowed) return undefined;
  return `${name} grows by ${more.toFixed(1)} over the second half: ${half.map(each => each.toFixed(1)).join(', ')}`;
}
