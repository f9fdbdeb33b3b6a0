import type { StoredPositions } from '#features/tiles/queries.ts';

/** How long batches take from their append to the moment that answers know of them. */
export class Arrivals {
  readonly latenciesMs: number[] = [];
  readonly #waiting = new Set<{ ends: Map<number, number>; beganMs: number }>();
  #reached: StoredPositions = {};

  get isWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** A batch that lies here in the log; it may have arrived already. */
  expect(positions: readonly { partition: number; offset: number }[], beganMs: number): void {
    const ends = new Map<number, number>();
    for (const { partition, offset } of positions)
      ends.set(partition, Math.max(ends.get(partition) ?? 0, offset + 1));
    this.#waiting.add({ ends, beganMs });
    this.reach(this.#reached);
  }

  /** So far answers know of what was appended. */
  reach(positions: StoredPositions): void {
    this.#reached = positions;
    for (const each of this.#waiting) {
      if ([...each.ends].some(([partition, end]) => (positions[partition]?.[0] ?? 0) < end)) continue;
      this.#waiting.delete(each);
      this.latenciesMs.push(performance.now() - each.beganMs);
    }
  }
}
