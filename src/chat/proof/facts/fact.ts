import type { Unit } from './units.ts';

/** Something in a text that is either the same as in another text or not: a number, a day or a time of day. */
export interface Fact {
  kind: 'number' | 'date' | 'time';
  /** Where it stands in the normalized text. */
  start: number;
  end: number;
  /** As it stands there. */
  text: string;
  /** Of a number, in each way it can be read ("1.250"); minutes of the day of a time. */
  values: number[];
  unit?: Unit;
  /** "600 per minute": per what. */
  per?: Unit;
  /** "version 4.2", "grade 2": a number that names something. */
  label?: string;
  /** What is known of a date. */
  date?: { year?: number; month?: number; day?: number };
  /** A bound rather than the thing itself. */
  bound?: 'least' | 'most';
  /** What follows compares by it: "6 % more than", "three months before". */
  relation?: 'more' | 'less';
}

const NEARLY = 1e-6;

export function isSameFact(a: Fact, b: Fact): boolean {
  if (a.date !== undefined && b.date !== undefined) return isSameDate(a.date, b.date);
  if (a.kind === 'time' || b.kind === 'time') return a.kind === b.kind && a.values[0] === b.values[0];
  if (a.date !== undefined || b.date !== undefined) return isBareYear(a, b) || isBareYear(b, a);
  if (a.unit !== undefined && b.unit !== undefined && a.unit.dimension !== b.unit.dimension) return false;
  if (a.per !== undefined && b.per !== undefined && !isSamePer(a.per, b.per)) return false;
  return a.values.some(one => b.values.some(other => isNear(inBase(one, a, b), inBase(other, b, a))));
}

/** One says more than the other, but nothing else: "June" of "12 June 2025". */
function isSameDate(a: NonNullable<Fact['date']>, b: NonNullable<Fact['date']>): boolean {
  const fields = (['year', 'month', 'day'] as const).filter(field => a[field] !== undefined);
  const shared = fields.filter(field => b[field] !== undefined);
  return shared.length > 0 && shared.every(field => a[field] === b[field]);
}

/** A number that looks like a year and one that is. */
const isBareYear = (number: Fact, { date }: Fact): boolean =>
  date !== undefined &&
  date.month === undefined &&
  number.unit === undefined &&
  number.values[0] === date.year;

const isSamePer = (a: Unit, b: Unit): boolean => a.dimension === b.dimension && a.factor === b.factor;

const inBase = (value: number, own: Fact, other: Fact): number =>
  own.unit === undefined || other.unit === undefined ? value : value * own.unit.factor;

const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= NEARLY * Math.max(1, Math.abs(a));

/** Whether one could stand where the other stands, and say something else: two prices, two dates. */
export function isRival(a: Fact, b: Fact): boolean {
  if (isSameFact(a, b) || a.kind !== b.kind || a.label !== b.label) return false;
  if (a.kind === 'date') return sharesPrecision(a.date!, b.date!);
  return classOf(a) === classOf(b);
}

/** What measures the same kind of thing, in whatever unit. */
const classes: readonly RegExp[] = [
  /^(?:seconds|days|months)$/,
  /^(?:euros|dollars|pounds|francs|baht|yen|cents)$/,
  /^(?:celsius|fahrenheit)$/,
  /^(?:metres|miles|feet)$/,
  /^(?:speed|miles per hour)$/,
];

function classOf({ unit }: Fact): string {
  const dimension = unit?.dimension ?? '';
  return classes.find(each => each.test(dimension))?.source ?? dimension;
}

const sharesPrecision = (a: NonNullable<Fact['date']>, b: NonNullable<Fact['date']>): boolean =>
  (['year', 'month', 'day'] as const).some(field => a[field] !== undefined && b[field] !== undefined);
