import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { FilterLeaf, FilterValue, MetadataFilter } from './metadata-filter.ts';

/** As in migrations/0022: longer strings are looked up by their beginning. */
const MAX_INDEXED = 200;

/** Rows of `metadata_values`, as a condition, and how few they are likely to be: lower is fewer. */
interface Marked {
  condition: RawBuilder<boolean>;
  rank: number;
}

/**
 * A condition on the index of metadata that holds for every field by which a filter lets something pass, and for few
 * others; `filterCondition` decides. Undefined where what passes is what the index does not have: ne, nin, not.
 */
export function markedRows(filter: MetadataFilter): RawBuilder<boolean> | undefined {
  return findMarked(filter)?.condition;
}

function findMarked(filter: MetadataFilter): Marked | undefined {
  if ('not' in filter) return undefined;
  if ('and' in filter) {
    const parts = filter.and.map(findMarked).filter(part => part !== undefined);
    return parts.toSorted((a, b) => a.rank - b.rank)[0];
  }
  if ('or' in filter) {
    const parts = filter.or.map(findMarked);
    if (!parts.every(part => part !== undefined)) return undefined;
    const condition = sql<boolean>`(${sql.join(
      parts.map(part => part.condition),
      sql` or `,
    )})`;
    return { condition, rank: Math.max(...parts.map(part => part.rank)) };
  }
  const values = valuesOf(filter);
  if (values === undefined) return undefined;
  const { condition, rank } = values;
  return {
    condition: sql<boolean>`(field = ${filter.field}::text ${ownerOf(filter)} and ${condition})`,
    rank,
  };
}

function ownerOf({ of }: FilterLeaf) {
  if (of === 'any') return sql``;
  return of === 'chunk' ? sql`and chunk_id is not null` : sql`and chunk_id is null`;
}

function valuesOf({ op, value }: FilterLeaf): Marked | undefined {
  switch (op) {
    case 'eq':
      return { condition: equals(value as FilterValue), rank: 1 };
    case 'in':
      return { condition: equalsOne(value as FilterValue[]), rank: 2 };
    case 'contains':
      return { condition: contains(value as FilterValue), rank: 3 };
    case 'exists':
      return value === true ? { condition: sql`not is_element`, rank: 5 } : undefined;
    case 'ne':
    case 'nin':
      return undefined;
    default:
      return { condition: sql`${inRange(op, value as string | number)} and not is_element`, rank: 4 };
  }
}

function equals(value: FilterValue): RawBuilder<boolean> {
  return typeof value === 'number'
    ? sql`value = 'n' and number = ${value}::double precision`
    : sql`value = ${indexed(value)}::text`;
}

function equalsOne(list: FilterValue[]): RawBuilder<boolean> {
  const numbers = list.filter(value => typeof value === 'number');
  const others = list.filter(value => typeof value !== 'number').map(indexed);
  return sql`(value = any(${others}::text[]) or (value = 'n' and number = any(${numbers}::double precision[])))`;
}

/** An element, or a part of a string; strings that were cut may go on with it. */
function contains(value: FilterValue): RawBuilder<boolean> {
  const element = sql`is_element and ${equals(value)}`;
  if (typeof value !== 'string') return sql`${element}`;
  return sql`((${element}) or (not is_element and value >= 's' and value < 't'
    and (length(value) > ${MAX_INDEXED}::integer or position(lower(${value}::text) in lower(substr(value, 2))) > 0)))`;
}

/** Bounds included: of strings that were cut only the beginning is known. */
function inRange(op: 'lt' | 'lte' | 'gt' | 'gte', value: string | number): RawBuilder<boolean> {
  const isBelow = op === 'lt' || op === 'lte';
  if (typeof value === 'number')
    return sql`value = 'n' and number ${isBelow ? sql`<=` : sql`>=`} ${value}::double precision`;
  return isBelow
    ? sql`value >= 's' and value <= ${indexed(value)}::text`
    : sql`value >= ${indexed(value)}::text and value < 't'`;
}

function indexed(value: FilterValue): string {
  if (typeof value === 'string') return `s${Array.from(value).slice(0, MAX_INDEXED).join('')}`;
  return value === null ? 'z' : `b${String(value)}`;
}
