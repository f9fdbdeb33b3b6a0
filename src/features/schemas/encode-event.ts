import type { Type } from 'avsc';
import type { FieldError } from '#kernel/errors/app-error.ts';
import { InvalidInput } from '#kernel/errors/common-errors.ts';
import { ByteCursor } from './byte-cursor.ts';
import { FRAME_BYTES } from './frame.ts';
import type { EventSchema } from './parse-schema.ts';
import { UndecodableEvent } from './undecodable-event.ts';

/**
 * One framed event. Fields with a default may be left out.
 * @throws InvalidInput with an entry for each field that does not fit the schema
 */
export function encodeEvent(
  value: object,
  { schema, schemaId }: { schema: EventSchema; schemaId: number },
): Buffer {
  const bytes = encodeValue(value, schema, FRAME_BYTES);
  bytes.writeUInt32BE(schemaId, 1);
  return bytes;
}

/** The same without a frame, behind `room` noughts. @throws InvalidInput */
export function encodeValue(value: object, { type, name, check }: EventSchema, room = 0): Buffer {
  try {
    const encoded = type.toBuffer(value);
    // What could not be read again must not be written: the codec encodes longs that it cannot hold.
    check(new ByteCursor(encoded, 0));
    return room === 0 ? encoded : Buffer.concat([Buffer.alloc(room), encoded]);
  } catch (error) {
    if (error instanceof UndecodableEvent) throw unencodable(name, [{ path: '', message: error.message }]);
    throw unencodable(name, listFaults(type, value));
  }
}

function unencodable(name: string, fields: FieldError[]): InvalidInput {
  return new InvalidInput(`This is no event of the schema ${name}.`, { code: 'invalid-event', fields });
}

function listFaults(type: Type, value: object): FieldError[] {
  const faults: FieldError[] = [];
  type.isValid(value, {
    errorHook: (path, found, expected) => {
      faults.push({ path: path.join('.'), message: `must be ${expected.toString()}, not ${typeof found}` });
    },
  });
  return faults;
}
