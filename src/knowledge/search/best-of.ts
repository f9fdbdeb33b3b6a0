export interface Ranked<T> {
  item: T;
  score: number;
}

/** Keeps the `limit` highest scores of many; of equals, those that came first. */
export class BestOf<T> {
  readonly ranked: Ranked<T>[] = [];
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** The score that a further one must exceed. */
  get threshold(): number {
    return this.ranked.length < this.limit ? Number.NEGATIVE_INFINITY : this.ranked.at(-1)!.score;
  }

  add(item: T, score: number): void {
    if (score <= this.threshold) return;
    let low = 0;
    let high = this.ranked.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.ranked[middle]!.score >= score) low = middle + 1;
      else high = middle;
    }
    this.ranked.splice(low, 0, { item, score });
    if (this.ranked.length > this.limit) this.ranked.pop();
  }
}
