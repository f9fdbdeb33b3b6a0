import { createId } from '#kernel/ids.ts';
import type { Draw } from './draw.ts';
import type { JsonSchema, OpenApi } from './read-operations.ts';

export interface ValueSource {
  draw: Draw;
  schemas: OpenApi['components']['schemas'];
  /** Ids that exist, by the name of the field that takes them. */
  ids: Record<string, string>;
}

const words = ['tide', 'gate', 'Hafen', 'ประตูน้ำ', '水位', '"exact words"', '42', 'O’Brien'];
const MAX_DEPTH = 6;

/** A value that the schema allows; where a field takes an id, mostly one that exists. */
export function makeValue(schema: JsonSchema, source: ValueSource, name = '', depth = 0): unknown {
  const { draw } = source;
  const resolved = resolve(schema, source);
  const choices = resolved.anyOf ?? resolved.oneOf;
  if (choices) return makeValue(draw.oneOf(choices), source, name, depth);
  if (resolved.const !== undefined) return resolved.const;
  if (resolved.enum) return draw.oneOf(resolved.enum);
  const known = source.ids[name.replace(/ids$/, 'id')];
  switch (typeOf(resolved, draw)) {
    case 'object':
      return depth > MAX_DEPTH ? {} : makeObject(resolved, source, depth);
    case 'array':
      return depth > MAX_DEPTH ? [] : makeArray(resolved, source, name, depth);
    case 'string':
      return known !== undefined && draw.chance(0.8) ? known : makeText(resolved, draw);
    case 'integer':
      return draw.integer(resolved.minimum ?? 0, Math.min(resolved.maximum ?? 100, 10_000));
    case 'number':
      return draw.integer(0, 1000) / 1000;
    case 'boolean':
      return draw.chance(0.5);
    case 'null':
      return null;
    default:
      return draw.oneOf(['anything', 1, true, null]);
  }
}

/** What a reference stands for. */
export function resolve(schema: JsonSchema, { schemas }: Pick<ValueSource, 'schemas'>): JsonSchema {
  const name = schema.$ref?.replace('#/components/schemas/', '');
  const found = name === undefined ? schema : schemas[name];
  if (!found) return {};
  return found.allOf ? Object.assign({}, ...found.allOf.map(part => resolve(part, { schemas }))) : found;
}

const typeOf = ({ type }: JsonSchema, draw: Draw): string | undefined =>
  Array.isArray(type) ? draw.oneOf(type) : type;

function makeObject(schema: JsonSchema, source: ValueSource, depth: number): Record<string, unknown> {
  const required = new Set(schema.required);
  const entries = Object.entries(schema.properties ?? {})
    .filter(([name]) => required.has(name) || source.draw.chance(0.4))
    .map(([name, each]) => [name, makeValue(each, source, name, depth + 1)]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}

function makeArray(schema: JsonSchema, source: ValueSource, name: string, depth: number): unknown[] {
  const { minItems = 0, maxItems = 3, items = {} } = schema;
  const length = Math.max(minItems, source.draw.integer(0, Math.min(maxItems, 3)));
  return Array.from({ length }, () => makeValue(items, source, name, depth + 1));
}

function makeText(schema: JsonSchema, draw: Draw): string {
  if (schema.format === 'uuid') return createId();
  if (schema.format === 'date-time') return new Date(1_767_225_600_000 + draw.integer(0, 1e9)).toISOString();
  if (schema.format === 'uri') return 'https://example.test/page';
  const length = draw.integer(1, 6);
  const made = Array.from({ length }, () => draw.oneOf(words)).join(' ');
  return made.slice(0, schema.maxLength ?? made.length).padEnd(schema.minLength ?? 0, 'x');
}
