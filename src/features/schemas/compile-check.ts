import type { Type, types } from 'avsc';
import type { ByteCursor } from './byte-cursor.ts';

/** Steps over one encoded value. @throws UndecodableEvent where it is none */
export type Check = (cursor: ByteCursor) => void;

/**
 * The strict walk for a writer's schema. The codec itself is lenient: it takes any byte for a boolean, mends broken UTF-8,
 * lets an int have 53 bits, and believes an array that claims 2^50 nothings.
 */
export function compileCheck(type: Type, known = new Map<Type, Check>()): Check {
  const found = known.get(type);
  if (found) return found;
  let check: Check | undefined;
  // Schemas may contain themselves: whoever asks meanwhile gets this.
  known.set(type, cursor => check!(cursor));
  check = checkOf(type, known);
  known.set(type, check);
  return check;
}

const primitives: Record<string, Check> = {
  null: () => {},
  boolean: cursor => cursor.stepBoolean(),
  int: cursor => cursor.stepInt(),
  long: cursor => void cursor.readLong(),
  float: cursor => cursor.skip(4),
  double: cursor => cursor.skip(8),
  bytes: cursor => cursor.skip(cursor.readLength()),
  string: cursor => cursor.stepText(),
};

function checkOf(type: Type, known: Map<Type, Check>): Check {
  const primitive = primitives[type.typeName];
  if (primitive) return primitive;
  const inner = (each: Type) => compileCheck(each, known);
  switch (type.typeName) {
    case 'fixed':
      return checkFixed(type as types.FixedType);
    case 'enum':
      return checkEnum(type as types.EnumType);
    case 'array':
      return checkArray(inner((type as types.ArrayType).itemsType));
    case 'map':
      return checkMap(inner((type as types.MapType).valuesType));
    case 'union:wrapped':
    case 'union:unwrapped':
      return checkUnion((type as unknown as { types: Type[] }).types.map(inner));
    default:
      return checkRecord((type as types.RecordType).fields.map(field => inner(field.type)));
  }
}

const checkFixed =
  ({ size }: types.FixedType): Check =>
  cursor =>
    cursor.skip(size);

function checkEnum({ symbols }: types.EnumType): Check {
  return cursor => void cursor.readIndex(symbols.length, 'the symbol');
}

const checkArray =
  (item: Check): Check =>
  cursor =>
    cursor.stepBlocks(() => item(cursor));

function checkMap(value: Check): Check {
  return cursor =>
    cursor.stepBlocks(() => {
      cursor.stepText();
      value(cursor);
    });
}

function checkUnion(branches: Check[]): Check {
  return cursor => branches[cursor.readIndex(branches.length, 'the branch')]!(cursor);
}

function checkRecord(fields: Check[]): Check {
  return cursor => {
    cursor.enter();
    for (const field of fields) field(cursor);
    cursor.leave();
  };
}
