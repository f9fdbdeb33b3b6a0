/** A tenth of a point is finer than any screen and keeps the messages short. */
export function roundPoints(points: number): number {
  return Math.round(points * 10) / 10;
}
