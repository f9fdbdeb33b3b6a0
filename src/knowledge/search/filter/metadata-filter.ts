import { z } from 'zod';

export const FILTER_OPERATORS = [
  'eq',
  'ne',
  'in',
  'nin',
  'lt',
  'lte',
  'gt',
  'gte',
  'exists',
  'contains',
] as const;
export type FilterOperator = (typeof FILTER_OPERATORS)[number];

export type FilterValue = string | number | boolean | null;

/** A field of a chunk's metadata, or of its document's; `any`: the chunk's where it has the field. */
export interface FilterLeaf {
  field: string;
  of: 'any' | 'document' | 'chunk';
  op: FilterOperator;
  value: FilterValue | FilterValue[];
}

export type MetadataFilter =
  | { and: MetadataFilter[] }
  | { or: MetadataFilter[] }
  | { not: MetadataFilter }
  | FilterLeaf;

const MAX_DEPTH = 8;
const MAX_LEAVES = 100;
const MAX_LIST = 1_000;

type Report = (message: string, path: (string | number)[]) => void;

/** A filter as people write it; each mistake is reported at its place, in words. */
export const filterSchema = z
  .looseObject({})
  .transform((input, context): MetadataFilter => {
    let leaves = 0;
    const report: Report = (message, path) => context.issues.push({ code: 'custom', message, path, input });
    const read = (value: unknown, path: (string | number)[]): MetadataFilter => {
      if (path.length > MAX_DEPTH * 2) return refuse(report, `is nested deeper than ${MAX_DEPTH}`, path);
      if (++leaves > MAX_LEAVES) return refuse(report, `has more than ${MAX_LEAVES} conditions`, path);
      return readFilter(value, path, { read, report });
    };
    return read(input, []);
  })
  .describe(
    'A condition { field, op, value, of? } or { and: […] }, { or: […] }, { not: … }. ' +
      `Operators: ${FILTER_OPERATORS.join(', ')}. Numbers compare with numbers, strings with strings. ` +
      '“ne” and “nin” also hold where the field is missing. “of”: chunk, document or any (the chunk’s, else the document’s).',
  );

interface Reader {
  read: (value: unknown, path: (string | number)[]) => MetadataFilter;
  report: Report;
}

function readFilter(value: unknown, path: (string | number)[], reader: Reader): MetadataFilter {
  const { read, report } = reader;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse(report, 'must be an object', path);
  const given = value as Record<string, unknown>;
  if ('field' in given) return readLeaf(given, path, report);
  const keys = Object.keys(given);
  const [key] = keys;
  if (keys.length !== 1 || key === undefined)
    return refuse(report, 'must be { field, op, value } or have exactly one of and, or, not', path);
  if (key === 'not') return { not: read(given['not'], [...path, 'not']) };
  if (key !== 'and' && key !== 'or') return refuse(report, `“${key}” is none of and, or, not`, path);
  const list = given[key];
  if (!Array.isArray(list) || list.length === 0)
    return refuse(report, 'must be a list of conditions', [...path, key]);
  const parts = list.map((part, index) => read(part, [...path, key, index]));
  return key === 'and' ? { and: parts } : { or: parts };
}

function readLeaf(given: Record<string, unknown>, path: (string | number)[], report: Report): MetadataFilter {
  const { field, op, value, of = 'any', ...rest } = given;
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined) return refuse(report, `“${unknown}” is not expected here`, path);
  if (typeof field !== 'string' || field === '' || field.length > 200 || field.includes('\0'))
    return refuse(report, 'must be the name of a field', [...path, 'field']);
  if (of !== 'any' && of !== 'document' && of !== 'chunk')
    return refuse(report, 'must be any, document or chunk', [...path, 'of']);
  if (!FILTER_OPERATORS.includes(op as FilterOperator)) {
    const message = `unknown operator “${String(op).slice(0, 40)}”: it must be one of ${FILTER_OPERATORS.join(', ')}`;
    return refuse(report, message, [...path, 'op']);
  }
  const problem = problemOf(op as FilterOperator, value);
  if (problem !== undefined) return refuse(report, problem, [...path, 'value']);
  return { field, of, op: op as FilterOperator, value: (value ?? null) as FilterValue };
}

const isScalar = (value: unknown): value is FilterValue =>
  value === null ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value)) ||
  (typeof value === 'string' && value.isWellFormed() && !value.includes('\0') && value.length <= 2_000);

function problemOf(op: FilterOperator, value: unknown): string | undefined {
  switch (op) {
    case 'in':
    case 'nin':
      return Array.isArray(value) && value.length <= MAX_LIST && value.every(isScalar)
        ? undefined
        : `must be a list of at most ${MAX_LIST} strings, numbers or booleans`;
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return isScalar(value) && (typeof value === 'number' || typeof value === 'string')
        ? undefined
        : 'must be a number or a string';
    case 'exists':
      return typeof value === 'boolean' ? undefined : 'must be true or false';
    default:
      return isScalar(value) ? undefined : 'must be a string, a number, a boolean or null';
  }
}

function refuse(report: Report, message: string, path: (string | number)[]): MetadataFilter {
  report(message, path);
  return { field: '', of: 'any', op: 'exists', value: true };
}

/** Whether it can be decided by documents alone. */
export function isAboutDocuments(filter: MetadataFilter): boolean {
  if ('and' in filter) return filter.and.every(isAboutDocuments);
  if ('or' in filter) return filter.or.every(isAboutDocuments);
  if ('not' in filter) return isAboutDocuments(filter.not);
  return filter.of === 'document';
}
