import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { FilterLeaf, MetadataFilter } from './metadata-filter.ts';

type Condition = RawBuilder<boolean>;

/**
 * A filter as SQL over `c` (chunks) and `d` (documents). Never null: what is missing fails a comparison, and so passes
 * its negation.
 */
export function filterCondition(filter: MetadataFilter): Condition {
  if ('and' in filter) return sql`(${sql.join(filter.and.map(filterCondition), sql` and `)})`;
  if ('or' in filter) return sql`(${sql.join(filter.or.map(filterCondition), sql` or `)})`;
  if ('not' in filter) return sql`(not ${filterCondition(filter.not)})`;
  return leafCondition(filter);
}

function leafCondition(leaf: FilterLeaf): Condition {
  const { op, value } = leaf;
  const field = fieldOf(leaf);
  const json = sql`${JSON.stringify(value)}::jsonb`;
  switch (op) {
    case 'eq':
      return sql`coalesce(${field} = ${json}, false)`;
    case 'ne':
      return sql`coalesce(${field} <> ${json}, true)`;
    case 'in':
      return isAmong(field, json);
    case 'nin':
      return sql`(not ${isAmong(field, json)})`;
    case 'exists':
      return value === true ? sql`(${field} is not null)` : sql`(${field} is null)`;
    case 'contains':
      return contains(field, leaf);
    default:
      return compare(field, op, value as string | number);
  }
}

function fieldOf({ field, of }: FilterLeaf) {
  // Of the document alone there may be no chunk in the query.
  if (of === 'document') return sql`(d.metadata -> ${field}::text)`;
  if (of === 'chunk') return sql`(c.metadata -> ${field}::text)`;
  return sql`coalesce(c.metadata -> ${field}::text, d.metadata -> ${field}::text)`;
}

/** An array contains its elements; but so does it contain arrays of them, which is not meant. */
const isAmong = (field: RawBuilder<unknown>, list: RawBuilder<unknown>): Condition =>
  sql`coalesce(jsonb_typeof(${field}) not in ('array', 'object') and ${list} @> ${field}, false)`;

/** An element of an array, or a part of a string whatever its case. */
function contains(field: RawBuilder<unknown>, { value }: FilterLeaf): Condition {
  const element = sql`coalesce(jsonb_typeof(${field}) = 'array' and ${field} @> ${JSON.stringify([value])}::jsonb, false)`;
  if (typeof value !== 'string') return sql`${element}`;
  return sql`(${element} or coalesce(jsonb_typeof(${field}) = 'string'
    and position(lower(${value}::text) in lower(${field} #>> '{}')) > 0, false))`;
}

const signs = { lt: sql`<`, lte: sql`<=`, gt: sql`>`, gte: sql`>=` };

/** Numbers with numbers, strings with strings by code point, as ISO dates need it. */
function compare(field: RawBuilder<unknown>, op: keyof typeof signs, value: string | number): Condition {
  return typeof value === 'number'
    ? sql`coalesce(jsonb_typeof(${field}) = 'number' and ${field} ${signs[op]} ${JSON.stringify(value)}::jsonb, false)`
    : sql`coalesce(jsonb_typeof(${field}) = 'string'
        and (${field} #>> '{}') collate "C" ${signs[op]} ${value}::text collate "C", false)`;
}
