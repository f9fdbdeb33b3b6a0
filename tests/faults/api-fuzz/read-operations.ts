import type { RouteEntry } from '#kernel/http/route-table.ts';

export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  additionalProperties?: boolean | JsonSchema;
  required?: string[];
  items?: JsonSchema;
  format?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
}

export interface OpenApi {
  paths: Record<string, Record<string, Description>>;
  components: { schemas: Record<string, JsonSchema> };
}

interface Description {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema?: JsonSchema }> };
  responses: Record<string, { content?: Record<string, { schema?: JsonSchema }> }>;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  schema: JsonSchema;
}

/** One route as its OpenAPI description tells it; what is hidden there (other houses' protocols) has no schemas. */
export interface Operation {
  method: string;
  /** With `{parameters}`. */
  path: string;
  /** Undefined: anyone may call it. */
  permission: string | undefined;
  parameters: Parameter[];
  body?: JsonSchema;
  /** By status; undefined where the route is not described. */
  responses?: Description['responses'];
}

/** Every route of the program: as described, and those of the doors that other protocols describe. */
export function readOperations(document: OpenApi, routes: RouteEntry[]): Operation[] {
  return routes.flatMap(({ method, url, permission }) => {
    const path = url.replaceAll(/:(\w+)/g, '{$1}');
    const described = document.paths[path]?.[method.toLowerCase()];
    if (!described && !/^\/(?:v1\/|mcp|api\/v1\/|registry)/.test(url)) return [];
    return [{ method, path, permission, ...(described ? describe(described) : guess(path)) }];
  });
}

export const keyOf = ({ method, path }: Operation): string => `${method} ${path}`;

const describe = ({ parameters = [], requestBody, responses }: Description): Omit<Operation, keyof Door> => ({
  parameters,
  body: requestBody?.content['application/json']?.schema,
  responses,
});

type Door = Pick<Operation, 'method' | 'path' | 'permission'>;

function guess(path: string): { parameters: Parameter[] } {
  const names = [...path.matchAll(/\{(?<name>\w+)\}/g)].map(match => match.groups!['name']!);
  return { parameters: names.map(name => ({ name, in: 'path', schema: { type: 'string' } })) };
}

/** Schemas that the description speaks of and does not have, one sentence each. */
export function findBrokenReferences(document: OpenApi): string[] {
  const named = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(?<name>[^"]+)"/g)];
  const missing = new Set(named.map(match => match.groups!['name']!));
  return [...missing]
    .filter(name => !(name in document.components.schemas))
    .map(name => `the description has no schema “${name}”`);
}
