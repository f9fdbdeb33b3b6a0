import { UndecodableEvent } from './undecodable-event.ts';

/** The wire format of Confluent's registry: a nought, the schema's id in four bytes (big-endian), then Avro. */
export const FRAME_BYTES = 5;

/** @throws UndecodableEvent when the bytes do not begin like a frame */
export function readSchemaId(bytes: Uint8Array): number {
  if (bytes.length === 0) throw new UndecodableEvent('truncated', 0, 'The event has no bytes.');
  if (bytes[0] !== 0)
    throw new UndecodableEvent('wrong-magic', 0, `The event begins with byte ${bytes[0]} instead of 0.`);
  if (bytes.length < FRAME_BYTES)
    throw new UndecodableEvent('truncated', bytes.length, 'The event ends before its schema id does.');
  return ((bytes[1]! << 24) | (bytes[2]! << 16) | (bytes[3]! << 8) | bytes[4]!) >>> 0;
}
