import { examples } from '../definitions/examples/examples.ts';
import { encodeEvent } from '../schemas/encode-event.ts';
import { parseSchema } from '../schemas/parse-schema.ts';
import { corruptBytes } from './corrupt-bytes.ts';
import type { EventKind, GeneratedEvent } from './generate-events.ts';

/** Writes made-up events as Confluent frames; `schemaIds` of the first and the second version. Corrupt ones are broken, each in another way. */
export function framerOf(
  kind: EventKind,
  schemaIds: readonly [number, number],
): (event: GeneratedEvent) => Buffer {
  const schemas = examples[kind].schemas.map(each => parseSchema(each));
  let broken = 0;
  return ({ version, value, isCorrupt }) => {
    const frame = encodeEvent(value, { schema: schemas[version - 1]!, schemaId: schemaIds[version - 1]! });
    return isCorrupt ? corruptBytes(frame, broken++) : frame;
  };
}
