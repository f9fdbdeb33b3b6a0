import type { Value } from '../tiles/value.ts';

/**
 * An expression is data: it is evaluated here and written as SQL for the other engine. `field` reads an event, `agg` an
 * aggregation over a window, `at` the moment of the answer in milliseconds. As in SQL, what is not known (null) makes
 * unknown what is computed of it; a division by zero is null.
 */
export type Expression =
  | readonly ['field', string]
  | readonly ['agg', string, string]
  | readonly ['at']
  | readonly ['literal', string | number | boolean | null]
  | readonly ['in', Expression, readonly (string | number)[]]
  | readonly [UnaryOperator, Expression]
  | readonly [BinaryOperator, Expression, Expression];

type UnaryOperator = 'not' | 'is-null';

export const binaryOperators = [
  'add',
  'sub',
  'mul',
  'div',
  'eq',
  'ne',
  'gt',
  'ge',
  'lt',
  'le',
  'and',
  'or',
  'coalesce',
] as const;

type BinaryOperator = (typeof binaryOperators)[number];

export type Leaf = Extract<Expression, readonly ['field' | 'agg' | 'at', ...unknown[]]>;
export type Evaluate<Scope> = (scope: Scope) => Value;

export const field = (name: string): Expression => ['field', name];
export const agg = (name: string, window: string): Expression => ['agg', name, window];
export const at: Expression = ['at'];
export const literal = (value: string | number | boolean | null): Expression => ['literal', value];
export const isIn = (value: Expression, list: readonly (string | number)[]): Expression => [
  'in',
  value,
  list,
];
export const sub = (a: Expression, b: Expression): Expression => ['sub', a, b];
export const div = (a: Expression, b: Expression): Expression => ['div', a, b];
export const eq = (a: Expression, b: Expression): Expression => ['eq', a, b];

/** Every field, aggregation and moment that an expression reads. */
export function leavesOf(expression: Expression): Leaf[] {
  if (expression[0] === 'field' || expression[0] === 'agg' || expression[0] === 'at')
    return [expression as Leaf];
  if (expression[0] === 'literal') return [];
  const parts = expression[0] === 'in' ? [expression[1]] : (expression.slice(1) as Expression[]);
  return parts.flatMap(leavesOf);
}

/** The expression as a function; `readLeaf` says how its leaves are read. */
export function compileExpression<Scope>(
  expression: Expression,
  readLeaf: (leaf: Leaf) => Evaluate<Scope>,
): Evaluate<Scope> {
  const compile = (part: Expression): Evaluate<Scope> => compileExpression(part, readLeaf);
  switch (expression[0]) {
    case 'field':
    case 'agg':
    case 'at':
      return readLeaf(expression as Leaf);
    case 'literal': {
      const value = expression[1];
      return () => value;
    }
    case 'in': {
      const [value, list] = [compile(expression[1]), new Set<unknown>(expression[2])];
      return scope => known(value(scope), found => list.has(found));
    }
    case 'not':
    case 'is-null':
      return compileUnary(expression[0], compile(expression[1]));
    default:
      return compileBinary(expression[0], compile(expression[1]), compile(expression[2]));
  }
}

const known = (value: Value, use: (value: NonNullable<Value>) => Value): Value =>
  value === null ? null : use(value);

function compileUnary<Scope>(operator: UnaryOperator, of: Evaluate<Scope>): Evaluate<Scope> {
  return operator === 'not'
    ? scope => known(of(scope), value => value !== true)
    : scope => of(scope) === null;
}

function compileBinary<Scope>(
  operator: BinaryOperator,
  a: Evaluate<Scope>,
  b: Evaluate<Scope>,
): Evaluate<Scope> {
  if (operator === 'coalesce') return scope => a(scope) ?? b(scope);
  if (operator === 'and') return scope => junction(a(scope), b(scope), false);
  if (operator === 'or') return scope => junction(a(scope), b(scope), true);
  const apply = operations[operator];
  return scope => {
    const [left, right] = [a(scope), b(scope)];
    return left === null || right === null ? null : apply(left, right);
  };
}

/** What decides decides, whatever the other side is; else an unknown side makes it unknown. */
function junction(a: Value, b: Value, decides: boolean): Value {
  if (a === decides || b === decides) return decides;
  return a === null || b === null ? null : !decides;
}

type Known = NonNullable<Value>;
type Operation = (a: Known, b: Known) => Value;

const operations: Record<Exclude<BinaryOperator, 'and' | 'or' | 'coalesce'>, Operation> = {
  add: (a, b) => Number(a) + Number(b),
  sub: (a, b) => Number(a) - Number(b),
  mul: (a, b) => Number(a) * Number(b),
  div: (a, b) => (Number(b) === 0 ? null : Number(a) / Number(b)),
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
};
