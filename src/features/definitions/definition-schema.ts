import { z } from 'zod';
import type { FeatureGroup } from './definition.ts';
import { binaryOperators } from './expression.ts';
import type { Expression } from './expression.ts';

const name = z.string().regex(/^[a-z][a-z0-9_]{0,59}$/, 'must be lower-case letters, digits and _');
const fieldName = z.string().regex(/^[A-Za-z_]\w{0,99}$/);
const literal = z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]);

const expression: z.ZodType<Expression> = z
  .lazy(() =>
    z.union([
      z.tuple([z.literal('field'), fieldName]),
      z.tuple([z.literal('agg'), name, z.string()]),
      z.tuple([z.literal('at')]),
      z.tuple([z.literal('literal'), literal]),
      z.tuple([z.literal('in'), expression, z.array(z.union([z.string(), z.number()])).max(1000)]),
      z.tuple([z.enum(['not', 'is-null']), expression]),
      z.tuple([z.enum(binaryOperators), expression, expression]),
    ]),
  )
  .meta({ id: 'FeatureExpression' });

const windows = z.array(z.string()).min(1).max(12);
const filtered = { where: expression.optional(), windows: windows.optional() };

const aggregation = z.union([
  z.strictObject({ kind: z.literal('count'), ...filtered }),
  z.strictObject({
    kind: z.enum(['sum', 'mean', 'min', 'max', 'stddev', 'distinct', 'last']),
    field: fieldName,
    ...filtered,
  }),
  z.strictObject({ kind: z.literal('ratio'), of: expression.optional(), ...filtered, where: expression }),
  z.strictObject({
    kind: z.literal('sessions'),
    having: name.optional(),
    lacking: name.optional(),
    windows: windows.optional(),
  }),
]);

const schema = z.looseObject({
  type: z.literal('record'),
  name: z.string(),
  fields: z.array(z.looseObject({ name: z.string(), type: z.unknown() })).max(500),
});

const HOUR_MS = 3_600_000;

/** The shape of a definition; `checkDefinition` says whether it makes sense. */
export const definitionSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,99}$/),
    version: z.int().min(1).max(1_000_000),
    description: z.string().max(2000).optional(),
    topic: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/),
    schema,
    entity: fieldName,
    eventTime: fieldName,
    eventId: fieldName.optional(),
    filter: expression.optional(),
    latenessMs: z
      .int()
      .min(0)
      .max(24 * HOUR_MS),
    futureCapMs: z
      .int()
      .min(0)
      .max(24 * HOUR_MS),
    sessionGapMs: z
      .int()
      .min(1_000)
      .max(4 * HOUR_MS)
      .optional(),
    aggregations: z.record(name, aggregation),
    windows,
    derived: z.record(name, expression).optional(),
  })
  .transform(given => given as FeatureGroup);
