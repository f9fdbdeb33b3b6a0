import type { CompiledGroup } from '../definitions/compile-group.ts';
import { FINEST_MS } from '../definitions/windows.ts';
import type { Slot } from '../tiles/slot.ts';
import { cleanFieldsOf, cleanTopicOf, ENTITY, KEY, tileTopicOf, TIME } from './clean-events.ts';
import type { CleanField } from './clean-events.ts';
import { expressionSql, quoteName, quoteText } from './expression-sql.ts';

export interface SqlOptions {
  tenantId: string;
  brokers: string[];
  /** As Flink reaches it. */
  registryUrl: string;
  /** `name:password`, if it asks for one. */
  registryCredentials?: string;
}

export interface GroupSql {
  /** The two tables, to be made before. */
  tables: string[];
  /** The one that runs for ever. */
  insert: string;
}

/** Digits of a time in the text that the last value is found by: until the year 5138. */
export const TIME_DIGITS = 15;

/** A definition as Flink SQL: clean events in, tiles out. Its partials are read by `readTileMessage`. */
export function compileSql(compiled: CompiledGroup, options: SqlOptions): GroupSql {
  const name = `${compiled.group.name}_v${compiled.group.version}`;
  const [events, tiles] = [quoteName(`${name}_events`), quoteName(`${name}_tiles`)];
  const fields = cleanFieldsOf(compiled);
  const types = new Map(fields.map(field => [field.name, field.type]));
  return {
    tables: [eventTable(events, compiled, fields, options), tileTable(tiles, compiled, types, options)],
    insert: insertTiles(compiled, { events, tiles, types }),
  };
}

const sqlTypes = {
  string: 'STRING',
  int: 'INT',
  long: 'BIGINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
} as const;

function eventTable(
  name: string,
  compiled: CompiledGroup,
  fields: CleanField[],
  options: SqlOptions,
): string {
  const columns = [
    `${ENTITY} STRING NOT NULL`,
    `${TIME} BIGINT NOT NULL`,
    `${KEY} STRING NOT NULL`,
    ...fields.map(field => `${quoteName(field.name)} ${sqlTypes[field.type]}`),
    'quarry_read AS PROCTIME()',
  ];
  return tableSql(name, columns, {
    connector: 'kafka',
    topic: cleanTopicOf(options.tenantId, compiled),
    'properties.bootstrap.servers': options.brokers.join(','),
    'properties.group.id': `quarry-flink-${options.tenantId}-${compiled.key}`,
    'scan.startup.mode': 'earliest-offset',
    'value.format': 'avro-confluent',
    'value.avro-confluent.url': options.registryUrl,
    ...credentialsOf(options),
  });
}

const credentialsOf = ({ registryCredentials }: SqlOptions): Record<string, string> =>
  registryCredentials === undefined
    ? {}
    : {
        'value.avro-confluent.basic-auth.credentials-source': 'USER_INFO',
        'value.avro-confluent.basic-auth.user-info': registryCredentials,
      };

function tileTable(
  name: string,
  compiled: CompiledGroup,
  types: ReadonlyMap<string, CleanField['type']>,
  options: SqlOptions,
): string {
  const columns = [
    'entity STRING NOT NULL',
    'resolution_ms BIGINT NOT NULL',
    'tile_start BIGINT NOT NULL',
    'n BIGINT NOT NULL',
    ...compiled.slots.map((slot, at) => `p${at} ${partialType(slot, types)}`),
    'PRIMARY KEY (entity, resolution_ms, tile_start) NOT ENFORCED',
  ];
  return tableSql(name, columns, {
    connector: 'upsert-kafka',
    topic: tileTopicOf(options.tenantId, compiled),
    'properties.bootstrap.servers': options.brokers.join(','),
    'key.format': 'json',
    'value.format': 'json',
  });
}

const tableSql = (name: string, columns: string[], settings: Record<string, string>) =>
  `CREATE TABLE IF NOT EXISTS ${name} (\n  ${columns.join(',\n  ')}\n) WITH (\n  ${Object.entries(settings)
    .map(([key, value]) => `${quoteText(key)} = ${quoteText(value)}`)
    .join(',\n  ')}\n)`;

/** Everything but sets travels as text: JSON's numbers end where big integers begin. */
const partialType = ({ operation, field }: Slot, types: ReadonlyMap<string, CleanField['type']>) =>
  operation === 'set' ? `ARRAY<${sqlTypes[types.get(field!)!]}>` : 'STRING';

/**
 * One INSERT for each size of tiles, in one job that reads the events once. A join with the list of sizes would be shorter, and
 * would keep every event for ever.
 */
function insertTiles(
  { slots, resolutions }: CompiledGroup,
  { events, tiles, types }: { events: string; tiles: string; types: ReadonlyMap<string, CleanField['type']> },
): string {
  const partials = slots.map((slot, at) => `${slotSql(slot, types)} AS p${at}`);
  const inserts = resolutions.map(ms => {
    const start = tileStartSql(ms);
    return `INSERT INTO ${tiles}
SELECT ${ENTITY}, ${sizeSql(ms)}, ${start}, COUNT(*),
  ${partials.join(',\n  ')}
FROM (${firstCopies(events)})
GROUP BY ${ENTITY}, ${sizeSql(ms)}, ${start};`;
  });
  return `EXECUTE STATEMENT SET BEGIN\n${inserts.join('\n')}\nEND;`;
}

/**
 * The size as something that depends on the event: a plain number is taken out of the group's key, which then is not the
 * table's key any more, and Flink sends each change twice, as a deletion and a new row.
 */
const sizeSql = (ms: number) => `CAST(${ms} AS BIGINT) + 0 * ${TIME}`;

const tileStartSql = (ms: number) => `${TIME} - MOD(${TIME}, ${ms})`;

const firstCopies = (events: string) => `
  SELECT * FROM (
    SELECT *, ROW_NUMBER() OVER (
      PARTITION BY ${ENTITY}, ${tileStartSql(FINEST_MS)}, ${KEY} ORDER BY quarry_read ASC) AS quarry_copy
    FROM ${events}
  ) WHERE quarry_copy = 1`;

function slotSql({ operation, field, where }: Slot, types: ReadonlyMap<string, CleanField['type']>): string {
  const value = field === undefined ? '' : quoteName(field);
  const conditions = [
    ...(field === undefined ? [] : [`${value} IS NOT NULL`]),
    ...(where === undefined ? [] : [expressionSql(where)]),
  ];
  const filter = conditions.length > 0 ? ` FILTER (WHERE ${conditions.join(' AND ')})` : '';
  const whole = `CAST(${value} AS DECIMAL(19, 0))`;
  switch (operation) {
    case 'count':
      return `CAST(COUNT(*)${filter} AS STRING)`;
    case 'sum':
      return `CAST(COALESCE(SUM(${whole})${filter}, 0) AS STRING)`;
    case 'sumsq':
      return `CAST(COALESCE(SUM(${whole} * ${whole})${filter}, 0) AS STRING)`;
    case 'min':
    case 'max':
      return `CAST(${operation.toUpperCase()}(${widened(value, types.get(field!)!)})${filter} AS STRING)`;
    case 'last':
      return `MAX(LPAD(CAST(${TIME} AS STRING), ${TIME_DIGITS}, '0') || JSON_STRING(${widened(value, types.get(field!)!)}))${filter}`;
    case 'set':
      return `ARRAY_AGG(DISTINCT ${value})${filter}`;
  }
}

/** JavaScript has no single precision: what it shows of one are its digits as a double. */
const widened = (value: string, type: CleanField['type']) =>
  type === 'float' ? `CAST(${value} AS DOUBLE)` : value;
