/** What became of the events of a group. */
export interface Counts {
  processed: number;
  filtered: number;
  duplicate: number;
  late: number;
  dead: number;
}

export const noCounts = (): Counts => ({ processed: 0, filtered: 0, duplicate: 0, late: 0, dead: 0 });

/** Adds `more` in place. */
export function addCounts(sum: Counts, more: Counts): void {
  for (const name of Object.keys(sum) as (keyof Counts)[]) sum[name] += more[name];
}
