/** What a field of an event or a feature may be. Whole numbers beyond 2^53 are big integers. */
export type Value = string | number | bigint | boolean | null;
