import type { FieldError } from '#kernel/errors/app-error.ts';
import { InvalidInput } from '#kernel/errors/common-errors.ts';
import { parseSchema } from '../schemas/parse-schema.ts';
import type { Aggregation, AvroField, FeatureGroup } from './definition.ts';
import { leavesOf } from './expression.ts';
import type { Expression } from './expression.ts';
import { SESSION, windowMs } from './windows.ts';

const NEEDS_WHOLE = new Set(['sum', 'mean', 'stddev']);
const NEEDS_NUMBER = new Set([...NEEDS_WHOLE, 'min', 'max']);

/**
 * Says of a definition what no engine could compute, field by field.
 * @throws InvalidInput, InvalidSchema
 */
export function checkDefinition(group: FeatureGroup): void {
  parseSchema(group.schema);
  const errors = [
    ...checkFields(group),
    ...checkWindows(group),
    ...checkAggregations(group),
    ...checkDerived(group),
  ];
  if (errors.length === 0) return;
  throw new InvalidInput(`The definition of ${group.name} cannot be computed.`, {
    code: 'invalid-definition',
    fields: errors,
    nextStep: 'Correct the fields that are named and plan again.',
  });
}

/** The Avro types a field may have, null aside: `long` of `["null", "long"]`. */
export function typesOf({ schema }: FeatureGroup, field: string): string[] | undefined {
  const found = schema.fields.find(each => each.name === field);
  return found && namesOf(found.type).filter(each => each !== 'null');
}

function namesOf(type: AvroField['type']): string[] {
  if (typeof type === 'string') return [type];
  if (Array.isArray(type)) return type.flatMap(namesOf);
  return [(type as { type: string }).type];
}

function checkFields(group: FeatureGroup): FieldError[] {
  return [
    ...mustBe(group, 'entity', group.entity, ['string', 'int', 'long']),
    ...mustBe(group, 'eventTime', group.eventTime, ['long']),
    ...(group.eventId === undefined
      ? []
      : mustBe(group, 'eventId', group.eventId, ['string', 'int', 'long'])),
    ...(group.filter === undefined ? [] : checkEventExpression(group, 'filter', group.filter)),
  ];
}

function mustBe(group: FeatureGroup, path: string, field: string, allowed: readonly string[]): FieldError[] {
  const found = typesOf(group, field);
  if (found === undefined) return [{ path, message: `the schema has no field ${field}` }];
  const wrong = found.filter(each => !allowed.includes(each));
  if (wrong.length === 0) return [];
  return [{ path, message: `${field} is ${wrong.join(' or ')}; it must be ${allowed.join(' or ')}` }];
}

function checkEventExpression(group: FeatureGroup, path: string, expression: Expression): FieldError[] {
  return leavesOf(expression).flatMap(leaf => {
    if (leaf[0] !== 'field') return [{ path, message: `an event has no ${leaf[0]}` }];
    return typesOf(group, leaf[1]) ? [] : [{ path, message: `the schema has no field ${leaf[1]}` }];
  });
}

function checkWindows(group: FeatureGroup): FieldError[] {
  const given: [string, readonly string[]][] = [
    ['windows', group.windows],
    ...Object.entries(group.aggregations).flatMap(([name, { windows }]): [string, readonly string[]][] =>
      windows === undefined ? [] : [[`aggregations.${name}.windows`, windows]],
    ),
  ];
  return given.flatMap(([path, windows]) =>
    windows.flatMap(window => {
      if (windowMs(window) === undefined)
        return [{ path, message: `${window} is no window: 1m to 24h, or ${SESSION}` }];
      if (window === SESSION && group.sessionGapMs === undefined)
        return [{ path, message: 'sessions need a sessionGapMs' }];
      return group.windows.includes(window) ? [] : [{ path, message: `${window} is not among the group's` }];
    }),
  );
}

function checkAggregations(group: FeatureGroup): FieldError[] {
  return Object.entries(group.aggregations).flatMap(([name, aggregation]) => {
    const path = `aggregations.${name}`;
    if (aggregation.kind === 'sessions') return checkSessions(group, path, aggregation);
    return [
      ...[aggregation.where, aggregation.kind === 'ratio' ? aggregation.of : undefined].flatMap(each =>
        each === undefined ? [] : checkEventExpression(group, path, each),
      ),
      ...('field' in aggregation ? checkAggregated(group, path, aggregation) : []),
    ];
  });
}

function checkAggregated(
  group: FeatureGroup,
  path: string,
  { kind, field }: { kind: string; field: string },
): FieldError[] {
  // Sums of fractions depend on their order: no two engines would have the same.
  if (NEEDS_WHOLE.has(kind)) return mustBe(group, path, field, ['int', 'long']);
  if (NEEDS_NUMBER.has(kind)) return mustBe(group, path, field, ['int', 'long', 'float', 'double']);
  return mustBe(group, path, field, ['string', 'int', 'long', 'boolean', 'float', 'double']);
}

function checkSessions(
  group: FeatureGroup,
  path: string,
  aggregation: Extract<Aggregation, { kind: 'sessions' }>,
): FieldError[] {
  const missing = group.sessionGapMs === undefined ? [{ path, message: 'sessions need a sessionGapMs' }] : [];
  const counts = [aggregation.having, aggregation.lacking].flatMap(name =>
    name === undefined || group.aggregations[name]?.kind === 'count'
      ? []
      : [{ path, message: `${name} is no count of this group` }],
  );
  return [...missing, ...counts];
}

function checkDerived(group: FeatureGroup): FieldError[] {
  return Object.entries(group.derived ?? {}).flatMap(([name, expression]) =>
    leavesOf(expression).flatMap(leaf => {
      const path = `derived.${name}`;
      if (leaf[0] === 'field') return [{ path, message: 'a derived feature reads aggregations, not fields' }];
      if (leaf[0] === 'at') return [];
      const aggregation = group.aggregations[leaf[1]];
      if (aggregation === undefined) return [{ path, message: `there is no aggregation ${leaf[1]}` }];
      return (aggregation.windows ?? group.windows).includes(leaf[2])
        ? []
        : [{ path, message: `${leaf[1]} is not computed over ${leaf[2]}` }];
    }),
  );
}
