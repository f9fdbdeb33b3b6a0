import type { EventRecord } from '../definitions/compile-group.ts';
import type { EventSchema } from '../schemas/parse-schema.ts';
import { UndecodableEvent } from '../schemas/undecodable-event.ts';

interface SchemaField {
  name: string;
  default?: unknown;
}

const fieldsOf = new WeakMap<EventSchema, readonly SchemaField[]>();

/**
 * An event that was sent as JSON, held to the reader's schema as a binary one is: defaults for what is missing, nothing
 * that the schema does not know. @throws UndecodableEvent
 */
export function decodeJsonEvent(bytes: Uint8Array, reader: EventSchema): EventRecord {
  const given = parse(bytes);
  const event: Record<string, unknown> = {};
  for (const { name, default: fallback } of fields(reader)) {
    const value = Object.hasOwn(given, name) ? given[name] : fallback;
    event[name] = value;
  }
  reader.type.isValid(event, {
    errorHook: (path, _value, expected) => {
      const message = `${path.join('.')} must be ${expected.typeName.replace(/^union:.*/, 'one of its types')}.`;
      throw new UndecodableEvent('malformed', 0, message);
    },
  });
  return event;
}

function parse(bytes: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    throw new UndecodableEvent('malformed', 0, 'The event is not valid JSON.');
  }
  throw new UndecodableEvent('malformed', 0, 'The event is not a JSON object.');
}

function fields(reader: EventSchema): readonly SchemaField[] {
  const known = fieldsOf.get(reader) ?? (JSON.parse(reader.text) as { fields: SchemaField[] }).fields;
  fieldsOf.set(reader, known);
  return known;
}
