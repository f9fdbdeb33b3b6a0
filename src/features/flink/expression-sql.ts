import type { Expression } from '../definitions/expression.ts';

const comparisons: Record<string, string> = { eq: '=', ne: '<>', gt: '>', ge: '>=', lt: '<', le: '<=' };
const arithmetic: Record<string, string> = { add: '+', sub: '-', mul: '*' };

/** An expression over an event in Flink's SQL. Numbers are computed as doubles, as in JavaScript. */
export function expressionSql(expression: Expression): string {
  const [kind, first, second] = expression as readonly [string, unknown, unknown];
  const a = () => expressionSql(first as Expression);
  const b = () => expressionSql(second as Expression);
  if (kind === 'field') return quoteName(first as string);
  if (kind === 'literal') return literalSql(first as string | number | boolean | null);
  if (kind === 'in') return inSql(a(), second as readonly (string | number)[]);
  if (kind === 'not') return `(NOT ${a()})`;
  if (kind === 'is-null') return `(${a()} IS NULL)`;
  if (kind === 'coalesce') return `COALESCE(${a()}, ${b()})`;
  if (kind === 'and' || kind === 'or') return `(${a()} ${kind.toUpperCase()} ${b()})`;
  if (kind === 'div') return `(${double(a())} / NULLIF(${double(b())}, CAST(0 AS DOUBLE)))`;
  if (kind in arithmetic) return `(${double(a())} ${arithmetic[kind]} ${double(b())})`;
  if (kind in comparisons) return `(${a()} ${comparisons[kind]} ${b()})`;
  throw new Error(`An event has no ${kind}.`);
}

export const quoteName = (name: string): string => `\`${name.replaceAll('`', '``')}\``;
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const double = (sql: string) => `CAST(${sql} AS DOUBLE)`;

const inSql = (value: string, list: readonly (string | number)[]) =>
  list.length === 0
    ? `(CASE WHEN ${value} IS NULL THEN NULL ELSE FALSE END)`
    : `(${value} IN (${list.map(literalSql).join(', ')}))`;

function literalSql(value: string | number | boolean | null): string {
  if (value === null) return 'CAST(NULL AS STRING)';
  if (typeof value === 'string') return quoteText(value);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  return Number.isSafeInteger(value) ? String(value) : `CAST('${value}' AS DOUBLE)`;
}
