import { ByteCursor } from './byte-cursor.ts';
import { FRAME_BYTES, readSchemaId } from './frame.ts';
import type { EventSchema } from './parse-schema.ts';
import { findResolver } from './find-resolver.ts';
import { UndecodableEvent } from './undecodable-event.ts';

/** Of one event, frame included. */
export const MAX_EVENT_BYTES = 1024 * 1024;

export interface DecodedEvent {
  /** The id of the schema it was written in. */
  schemaId: number;
  /** In the reader's schema: fields that the writer did not know have the reader's defaults. Longs are numbers. */
  value: Record<string, unknown>;
}

export interface DecodeOptions {
  /** What the caller wants to read, whatever version wrote it. */
  reader: EventSchema;
  /** By id. Ask `SchemaSource.load` for those that a batch names first: what is missing here does not exist. */
  writers: Pick<ReadonlyMap<number, EventSchema>, 'get'>;
  maxBytes?: number;
}

/**
 * One framed event, read strictly: every byte is accounted for, or it throws.
 * @throws UndecodableEvent with the reason and the position, and nothing else
 */
export function decodeEvent(bytes: Uint8Array, options: DecodeOptions): DecodedEvent {
  const { reader, writers, maxBytes = MAX_EVENT_BYTES } = options;
  if (bytes.length > maxBytes)
    throw new UndecodableEvent(
      'too-large',
      maxBytes,
      `The event has ${bytes.length} bytes; ${maxBytes} are allowed.`,
    );
  const schemaId = readSchemaId(bytes);
  const writer = writers.get(schemaId);
  if (!writer)
    throw new UndecodableEvent('unknown-schema', 1, `The registry knows no schema with the id ${schemaId}.`);
  return { schemaId, value: decodeValue(bytes, FRAME_BYTES, { reader, writer }) };
}

/** The same without a frame, from `start` to the end. @throws UndecodableEvent */
export function decodeValue(
  bytes: Uint8Array,
  start: number,
  { reader, writer }: { reader: EventSchema; writer: EventSchema },
): Record<string, unknown> {
  const resolver = findResolver(reader, writer);
  const cursor = new ByteCursor(bytes, start);
  writer.check(cursor);
  if (cursor.position !== bytes.length)
    throw new UndecodableEvent(
      'trailing-bytes',
      cursor.position,
      `The event is complete at byte ${cursor.position}, but ${bytes.length - cursor.position} more follow.`,
    );
  const { value, offset } = decodeChecked(asBuffer(bytes), start, reader, resolver);
  // @NOTE The codec answers -1 instead of throwing when it runs over the end.
  if (offset !== bytes.length)
    throw new UndecodableEvent('malformed', start, 'The event cannot be read in its schema.');
  return value;
}

function decodeChecked(
  bytes: Buffer,
  start: number,
  reader: EventSchema,
  resolver: ReturnType<typeof findResolver>,
) {
  try {
    return reader.type.decode(bytes, start, resolver) as { value: Record<string, unknown>; offset: number };
  } catch (error) {
    throw new UndecodableEvent('malformed', start, `The event cannot be read: ${(error as Error).message}.`);
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
