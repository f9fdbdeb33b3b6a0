import type { CompiledGroup, EventRecord } from '../definitions/compile-group.ts';
import { decodeEvent } from '../schemas/decode-event.ts';
import type { EventSchema } from '../schemas/parse-schema.ts';
import { decodeJsonEvent } from './decode-json-event.ts';

/** Schemas by the ids of the wire format, loaded ahead of a batch. */
export type Writers = Pick<ReadonlyMap<number, EventSchema>, 'get'>;

/** One event of the log as its group reads it, whatever it was written as. @throws UndecodableEvent */
export function readEvent(
  { reader }: CompiledGroup,
  { schemaId, value }: { schemaId: number | null; value: Uint8Array },
  writers: Writers,
): EventRecord {
  return schemaId === null ? decodeJsonEvent(value, reader) : decodeEvent(value, { reader, writers }).value;
}
