import { transactionsV1, transactionsV2 } from '#features/definitions/examples/card-payments.ts';
import { generateDefaults, generateEvents } from '#features/generate/generate-events.ts';
import { encodeEvent } from '#features/schemas/encode-event.ts';
import { parseSchema } from '#features/schemas/parse-schema.ts';
import type { EventSchema } from '#features/schemas/parse-schema.ts';

export const writers: ReadonlyMap<number, EventSchema> = new Map([
  [1, parseSchema(transactionsV1)],
  [2, parseSchema(transactionsV2)],
]);

/** Payments of both schemas in turn, as they lie in a log. */
export function makeFrames(count: number, options: { rate: number; endMs: number }): Buffer[] {
  const made = generateEvents({
    ...generateDefaults,
    kind: 'transactions',
    count,
    rate: options.rate,
    entities: 2_000,
    startMs: options.endMs - Math.ceil((count * 1000) / options.rate),
  });
  return [...made].map(({ version, value }) =>
    encodeEvent(value, { schema: writers.get(version)!, schemaId: version }),
  );
}
