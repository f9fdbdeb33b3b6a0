import type { Type, types } from 'avsc';
import type { EventSchema } from './parse-schema.ts';

export interface Incompatibility {
  /** Names of fields from the outermost record inwards, joined by dots; empty for the record itself. */
  path: string;
  message: string;
}

/** What keeps `reader` from reading everything that `writer` may write; none when it can (Avro 1.12, schema resolution). */
export function findIncompatibilities(reader: EventSchema, writer: EventSchema): Incompatibility[] {
  return compare(reader.type, writer.type, { path: '', seen: new Map() });
}

/** The first of them as a sentence. */
export function describeIncompatibility(reader: EventSchema, writer: EventSchema): string | undefined {
  const [first] = findIncompatibilities(reader, writer);
  return first && (first.path ? `field ${first.path}: ${first.message}` : first.message);
}

interface Place {
  path: string;
  /** Pairs that are being compared further out: schemas may contain themselves. */
  seen: Map<Type, Set<Type>>;
}

const wider: Record<string, string[]> = {
  long: ['int'],
  float: ['int', 'long'],
  double: ['int', 'long', 'float'],
  string: ['bytes'],
  bytes: ['string'],
};

function compare(reader: Type, writer: Type, place: Place): Incompatibility[] {
  if (isUnion(writer)) return writer.types.flatMap(branch => compare(reader, branch, place));
  if (isUnion(reader)) return compareWithUnion(reader, writer, place);
  if (reader.typeName !== writer.typeName && !wider[reader.typeName]?.includes(writer.typeName))
    return [at(place, `a ${kindOf(reader)} cannot be read from a ${kindOf(writer)}`)];
  if (reader.typeName !== writer.typeName) return [];
  return compareAlike(reader, writer, place);
}

function compareWithUnion(reader: Union, writer: Type, place: Place): Incompatibility[] {
  if (reader.types.some(branch => compare(branch, writer, place).length === 0)) return [];
  // One of the same kind tells more than that none fits.
  const alike = reader.types.find(branch => branch.typeName === writer.typeName);
  return alike
    ? compare(alike, writer, place)
    : [at(place, `none of ${reader.types.map(kindOf).join(', ')} can be read from a ${kindOf(writer)}`)];
}

function compareAlike(reader: Type, writer: Type, place: Place): Incompatibility[] {
  switch (reader.typeName) {
    case 'array':
      return compare((reader as types.ArrayType).itemsType, (writer as types.ArrayType).itemsType, place);
    case 'map':
      return compare((reader as types.MapType).valuesType, (writer as types.MapType).valuesType, place);
    case 'enum':
      return [...compareNames(reader, writer, place), ...compareSymbols(reader, writer, place)];
    case 'fixed':
      return [...compareNames(reader, writer, place), ...compareSizes(reader, writer, place)];
    case 'record':
      return [...compareNames(reader, writer, place), ...compareFields(reader, writer, place)];
    default:
      return [];
  }
}

function compareFields(reader: Type, writer: Type, place: Place): Incompatibility[] {
  const writers = place.seen.get(reader) ?? new Set();
  if (writers.has(writer)) return [];
  place.seen.set(reader, writers.add(writer));
  const written = new Map((writer as types.RecordType).fields.map(field => [field.name, field]));
  return (reader as types.RecordType).fields.flatMap(field => {
    const path = place.path ? `${place.path}.${field.name}` : field.name;
    const found = [field.name, ...field.aliases].map(name => written.get(name)).find(each => each);
    if (found) return compare(field.type, found.type, { ...place, path });
    // Null is a default, undefined is none.
    if (field.defaultValue() !== undefined) return [];
    return [{ path, message: 'it is not in the other schema and has no default' }];
  });
}

function compareNames(reader: Type, writer: Type, place: Place): Incompatibility[] {
  const names = [reader.name, ...(reader.aliases ?? [])];
  return names.includes(writer.name)
    ? []
    : [at(place, `${reader.name} is not the name that was written (${writer.name}), nor is an alias`)];
}

function compareSymbols(reader: Type, writer: Type, place: Place): Incompatibility[] {
  const { symbols, default: fallback } = reader.schema({ exportAttrs: true }) as unknown as {
    symbols: string[];
    default?: string;
  };
  if (fallback !== undefined) return [];
  const missing = (writer as types.EnumType).symbols.filter(symbol => !symbols.includes(symbol));
  return missing.length > 0 ? [at(place, `it has no symbol ${missing.join(', ')}`)] : [];
}

function compareSizes(reader: Type, writer: Type, place: Place): Incompatibility[] {
  const [wanted, written] = [(reader as types.FixedType).size, (writer as types.FixedType).size];
  return wanted === written ? [] : [at(place, `${wanted} bytes cannot be read from ${written}`)];
}

interface Union extends Type {
  types: Type[];
}

const isUnion = (type: Type): type is Union => type.typeName.startsWith('union:');
const kindOf = (type: Type) => type.name ?? type.typeName;
const at = ({ path }: Place, message: string): Incompatibility => ({ path, message });
