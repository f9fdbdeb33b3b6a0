import { expect, test } from 'vitest';
import { compileGroup } from '../definitions/compile-group.ts';
import { cardPayments } from '../definitions/examples/card-payments.ts';
import { cleanEventOf, cleanFieldsOf, cleanSchemaOf } from './clean-events.ts';
import { expressionSql } from './expression-sql.ts';
import { readTileMessage } from './tile-message.ts';
import { compileSql } from './tile-sql.ts';

const options = {
  tenantId: 'tenant-1',
  brokers: ['kafka:9092'],
  registryUrl: 'http://registry',
  registryCredentials: 'quarry:it’s',
};
const compiled = compileGroup(cardPayments);

test('each size of tiles is grouped by itself, and copies are dropped before', () => {
  const { tables, insert } = compileSql(compiled, options);
  expect(insert.match(/INSERT INTO `card-payments_v1_tiles`/g)).toHaveLength(compiled.resolutions.length);
  expect(insert.match(/quarry_copy = 1/g)).toHaveLength(compiled.resolutions.length);
  for (const [at] of compiled.slots.entries()) expect(tables[1]).toContain(`p${at} `);
});

test('names and texts of people cannot become SQL', () => {
  expect(expressionSql(['eq', ['field', 'a`b'], ['literal', "x' OR '1'='1"]])).toBe(
    "(`a``b` = 'x'' OR ''1''=''1')",
  );
  expect(
    compileSql(compileGroup({ ...cardPayments, topic: "a'b" }), { ...options, registryUrl: "'" }).tables[0],
  ).toContain("''''");
});

test('an expression divides as the embedded engine does: by zero is unknown', () => {
  expect(expressionSql(['div', ['field', 'a'], ['literal', 0]])).toBe(
    '(CAST(`a` AS DOUBLE) / NULLIF(CAST(0 AS DOUBLE), CAST(0 AS DOUBLE)))',
  );
});

test('a clean event has the fields that are computed with, and a key that tells copies', () => {
  const fields = cleanFieldsOf(compiled);
  const event = { card_id: 'c', occurred_at: 1000, amount_minor: 5, is_card_present: true };
  const counted = { entity: 'c', time: 1000, event };
  expect(cleanEventOf({ ...counted, id: 'tx' }, { fields, partition: 2, offset: 7 })).toMatchObject({
    quarry_key: '#tx',
    amount_minor: 5,
    merchant_id: null,
  });
  expect(cleanEventOf(counted, { fields, partition: 2, offset: 7 })).toMatchObject({ quarry_key: '@2/7' });
  expect(cleanSchemaOf(compiled).name).toBe('quarry.CleanEvent');
});

test('a tile that Flink made is read as the text that this program would have written', () => {
  const group = compileGroup({
    ...cardPayments,
    aggregations: {
      sum: { kind: 'sum', field: 'amount_minor' },
      last: { kind: 'last', field: 'merchant_id' },
      countries: { kind: 'distinct', field: 'country' },
      most: { kind: 'max', field: 'amount_minor' },
    },
  });
  const sent: Record<string, unknown> = {
    sum: '9007199254740993',
    last: '000001700000000"shop \\"A\\""',
    set: ['FR', 'DE'],
    max: null,
  };
  const text: Record<string, string> = {
    sum: '{"$":"9007199254740993n"}',
    last: '[1700000000,"shop \\"A\\""]',
    set: '["DE","FR"]',
    max: 'null',
  };
  const partials = Object.fromEntries(group.slots.map(({ operation }, at) => [`p${at}`, sent[operation]]));
  const message = { entity: 'card-1', resolution_ms: 1000, tile_start: 5000, n: 3, ...partials };
  expect(readTileMessage(group, Buffer.from(JSON.stringify(message)))).toMatchObject({
    entity: 'card-1',
    resolutionMs: 1000,
    start: 5000,
    n: 3,
    partials: `[${group.slots.map(({ operation }) => text[operation]).join(',')}]`,
  });
});

test('a field that SQL has no plain type for is refused by name', () => {
  const schema = {
    ...cardPayments.schema,
    fields: [...cardPayments.schema.fields, { name: 'tags', type: ['int', 'string'] }],
  };
  const group = compileGroup({
    ...cardPayments,
    schema,
    aggregations: { tags: { kind: 'distinct', field: 'tags' } },
  });
  expect(() => cleanFieldsOf(group)).toThrow('the field tags');
});
