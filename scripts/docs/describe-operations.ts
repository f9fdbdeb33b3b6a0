export interface ApiDescription {
  info: { version: string };
  paths: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, Schema> };
}

interface Operation {
  summary?: string;
  description?: string;
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: Schema }[];
  requestBody?: { content: Record<string, { schema?: Schema }> };
  responses: Record<string, { description?: string; content?: Record<string, { schema?: Schema }> }>;
}

interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head'];

/** One page of Markdown for each part of the API, by the first word of its paths. */
export function describeOperations(api: ApiDescription): Map<string, string> {
  const all = Object.entries(api.paths).flatMap(([path, item]) =>
    METHODS.filter(method => item[method]).map(method => ({ method, path, operation: item[method]! })),
  );
  const parts = Map.groupBy(all, ({ path }) => partOf(path));
  return new Map(
    [...parts]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([part, operations]) => [
        part,
        [`# API: ${part}`, ...operations.map(describeOperation)].join('\n\n'),
      ]),
  );
}

/** `METHOD /path` of every operation, with `{}` for each parameter. */
export const operationNames = (api: ApiDescription): Set<string> =>
  new Set(
    Object.entries(api.paths).flatMap(([path, item]) =>
      METHODS.filter(method => item[method]).map(
        method => `${method.toUpperCase()} ${path.replace(/\{[^}]+\}/g, '{}')}`,
      ),
    ),
  );

function partOf(path: string): string {
  const words = path.split('/').filter(word => word !== '' && !word.startsWith('{'));
  if (words[0] === 'api') return words[2] ?? 'api';
  return words[0] === 'v1'
    ? 'openai'
    : words.length > 0 && ['registry', 'mcp'].includes(words[0]!)
      ? words[0]!
      : 'health';
}

type Listed = { method: string; path: string; operation: Operation };

function describeOperation({ method, path, operation }: Listed): string {
  const lines = [`## ${method.toUpperCase()} ${path}`];
  for (const text of [operation.summary, operation.description]) if (text) lines.push(text);
  lines.push(
    ...table(
      'Parameters',
      operation.parameters?.map(each => [each.name, each.in, typeOf(each.schema), each.description]),
    ),
  );
  for (const [type, { schema }] of Object.entries(operation.requestBody?.content ?? {}))
    lines.push(`Body \`${type}\`: ${typeOf(schema)}`, ...fieldsOf(schema));
  for (const [status, reply] of Object.entries(operation.responses))
    for (const [type, { schema }] of Object.entries(reply.content ?? { '': {} }))
      lines.push(
        `**${status}** ${type && `\`${type}\``} ${typeOf(schema)}`,
        ...(status < '300' ? fieldsOf(schema) : []),
      );
  return lines.join('\n\n');
}

const fieldsOf = (schema: Schema | undefined): string[] =>
  table(
    'Fields',
    Object.entries(schema?.properties ?? {}).map(([name, field]) => [
      name,
      schema?.required?.includes(name) ? 'always' : 'may be left out',
      typeOf(field),
      field.description,
    ]),
  );

function table(title: string, rows: (string | undefined)[][] | undefined): string[] {
  if (rows === undefined || rows.length === 0) return [];
  const cell = (text: string | undefined): string =>
    (text ?? '').replaceAll('|', '\\|').replaceAll('\n', ' ');
  const body = rows.map(([name, ...rest]) => `| \`${name}\` | ${rest.map(cell).join(' | ')} |`);
  return [[`| ${title} | | | |`, '|---|---|---|---|', ...body].join('\n')];
}

function typeOf(schema: Schema | undefined): string {
  if (schema === undefined) return '';
  if (schema.$ref !== undefined)
    return `[${nameOf(schema.$ref)}](schemas.md#${nameOf(schema.$ref).toLowerCase()})`;
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map(value => `\`${JSON.stringify(value)}\``).join(' or ');
  const several = schema.anyOf ?? schema.oneOf;
  if (several !== undefined) return several.map(typeOf).join(' or ');
  if (schema.items !== undefined) return `list of ${typeOf(schema.items)}`;
  return [schema.type ?? 'anything'].flat().join(' or ');
}

const nameOf = (reference: string): string => reference.split('/').at(-1)!;

/** The shapes that operations refer to, each under its name. */
export function describeSchemas(api: ApiDescription): string {
  const schemas = Object.entries(api.components?.schemas ?? {}).toSorted(([a], [b]) => a.localeCompare(b));
  const described = schemas.map(([name, schema]) =>
    [`## ${name}`, schema.description ?? '', typeOf(schema), ...fieldsOf(schema)].join('\n\n'),
  );
  return ['# API: shapes', ...described].join('\n\n');
}
