import avsc from 'avsc';
import type { Type } from 'avsc';
import { AppError } from '#kernel/errors/app-error.ts';
import { compileCheck } from './compile-check.ts';
import type { Check } from './compile-check.ts';

/** A parsed Avro schema of a record; parse it once and keep it, it is compiled. */
export interface EventSchema {
  /** Qualified with its namespace. */
  readonly name: string;
  /** Normalised JSON: two texts that say the same schema, defaults and documentation included, are equal here. */
  readonly text: string;
  readonly type: Type;
  /** Walks encoded bytes strictly, without making a value of them. */
  readonly check: Check;
}

export class InvalidSchema extends AppError {
  constructor(message: string, cause?: unknown) {
    super(message, {
      code: 'invalid-schema',
      status: 422,
      nextStep: 'Send an Avro schema of type "record" as JSON.',
      cause,
    });
  }
}

/**
 * An Avro schema as JSON text or as the object of it; the outermost type must be a record.
 * @throws InvalidSchema, which says what is wrong with it
 */
export function parseSchema(schema: string | object): EventSchema {
  const type = parseType(typeof schema === 'string' ? parseJson(schema) : schema);
  if (type.typeName !== 'record' || type.name === undefined)
    throw new InvalidSchema(`An event is a record with a name, not a ${type.typeName}.`);
  const text = JSON.stringify(type.schema({ exportAttrs: true }));
  // It would become the prototype of the decoded record instead of a field of it.
  if (text.includes('"name":"__proto__"')) throw new InvalidSchema('A field cannot be named __proto__.');
  return { name: type.name, text, type, check: compileCheck(type) };
}

function parseType(schema: unknown): Type {
  try {
    return avsc.Type.forSchema(schema as avsc.Schema);
  } catch (error) {
    throw new InvalidSchema(`This is not a valid Avro schema: ${(error as Error).message}.`, error);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidSchema('The schema is not valid JSON.', error);
  }
}
