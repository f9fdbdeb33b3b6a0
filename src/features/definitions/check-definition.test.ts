import { expect, test } from 'vitest';
import type { InvalidInput } from '#kernel/errors/common-errors.ts';
import { checkDefinition } from './check-definition.ts';
import type { FeatureGroup } from './definition.ts';
import { definitionSchema } from './definition-schema.ts';
import { cardPayments } from './examples/card-payments.ts';
import { examples } from './examples/examples.ts';

function faultsOf(change: Partial<FeatureGroup>): string[] {
  try {
    checkDefinition({ ...cardPayments, ...change });
    return [];
  } catch (error) {
    return (error as InvalidInput).fields!.map(({ path, message }) => `${path}: ${message}`);
  }
}

test('the examples can be computed, and come through JSON as they were', () => {
  for (const { group } of Object.values(examples)) {
    checkDefinition(group);
    expect(definitionSchema.parse(JSON.parse(JSON.stringify(group)))).toEqual(group);
  }
});

test.each([
  [{ entity: 'nobody' }, 'entity: the schema has no field nobody'],
  [{ eventTime: 'currency' }, 'eventTime: currency is string; it must be long'],
  [{ windows: ['1m', '5m', '1h', '24h', '2d'] }, 'windows: 2d is no window: 1m to 24h, or session'],
  [{ windows: ['1m', '5m', '1h', '24h', 'session'] }, 'windows: sessions need a sessionGapMs'],
  [
    { aggregations: { a: { kind: 'sum', field: 'currency' } } as const, derived: {} },
    'aggregations.a: currency is string; it must be int or long',
  ],
  [
    { aggregations: { a: { kind: 'count', where: ['field', 'wrong'] } } as const, derived: {} },
    'aggregations.a: the schema has no field wrong',
  ],
  [{ derived: { d: ['agg', 'payments', '7h'] } } as const, 'derived.d: payments is not computed over 7h'],
  [
    { derived: { d: ['field', 'country'] } } as const,
    'derived.d: a derived feature reads aggregations, not fields',
  ],
])('what no engine could compute is refused by name: %j', (change, fault) => {
  expect(faultsOf(change)).toEqual([fault]);
});
