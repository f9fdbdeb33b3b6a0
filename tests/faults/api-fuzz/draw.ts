import { seededRandom } from '#tests/support/random.ts';

/** Choices that the seed alone decides. */
export interface Draw {
  /** True with this probability. */
  chance(probability: number): boolean;
  /** From `min` to `max`, both included. */
  integer(min: number, max: number): number;
  oneOf<T>(items: readonly T[]): T;
}

export function createDraw(seed: number): Draw {
  const random = seededRandom(seed);
  const integer = (min: number, max: number): number => min + Math.floor(random() * (max - min + 1));
  return {
    integer,
    chance: probability => random() < probability,
    oneOf: items => items[integer(0, items.length - 1)]!,
  };
}
