import { isOperatorPermission } from '#auth/permissions.ts';
import type { RouteEntry } from '#kernel/http/route-table.ts';
import { endlessRoutes, plainParameters, publicRoutes, requestBodies } from './request-bodies.ts';

export type Place = 'path' | 'query' | 'body' | 'cursor' | 'none';

/** One way to name someone else's row: a route and one place in it where an id, or a cursor, can stand. */
export interface Probe {
  route: RouteEntry;
  place: Place;
  /** The parameter or field that takes the id; empty for `none`, where a GET is called as it is. */
  name: string;
}

const doors = /^\/(?:api\/v1\/|v1\/|mcp$)/;

/** Everywhere an id can stand in these routes; throws nothing: what cannot be probed is a gap, in a sentence. */
export function listProbes(routes: RouteEntry[]): { probes: Probe[]; gaps: string[] } {
  const gaps: string[] = [];
  const ours = routes.filter(route => doors.test(route.url) && route.method !== 'HEAD');
  const probes = ours.flatMap(route => {
    if (route.permission === undefined) {
      if (!publicRoutes.has(keyOf(route))) gaps.push(`${keyOf(route)} is public and not known to be`);
      return [];
    }
    // Made to see all tenants, and open to no role: tests/scenarios/operator.test.ts.
    if (isOperatorPermission(route.permission)) return [];
    gaps.push(...findGaps(route));
    return probesOf(route);
  });
  return { probes, gaps };
}

export const keyOf = (route: RouteEntry): string => `${route.method} ${route.url}`;

export const parametersOf = (route: RouteEntry): string[] =>
  [...route.url.matchAll(/:(?<name>\w+)/g)].map(match => match.groups!['name']!);

function probesOf(route: RouteEntry): Probe[] {
  const at = (place: Place, names: string[]) => names.map(name => ({ route, place, name }));
  const query = fieldsOf(route, 'querystring');
  return [
    // Signing out, or deleting what is one's own, proves nothing, and later probes need it.
    ...at('none', route.method === 'GET' && !endlessRoutes.has(keyOf(route)) ? [''] : []),
    ...at(
      'path',
      parametersOf(route).filter(name => !(name in plainParameters)),
    ),
    ...at('query', query.filter(isId)),
    ...at('body', fieldsOf(route, 'body').filter(isId)),
    ...at(
      'cursor',
      query.filter(name => name === 'cursor'),
    ),
  ];
}

function findGaps(route: RouteEntry): string[] {
  const key = keyOf(route);
  const gaps: string[] = [];
  if (route.method !== 'GET' && !(key in requestBodies)) gaps.push(`${key} has no fixture body`);
  for (const part of ['querystring', 'body']) {
    const schema = route.schema[part];
    if (schema !== undefined && shapeOf(schema) === undefined)
      gaps.push(`${key}: its ${part} cannot be read`);
  }
  return gaps;
}

/** OpenAI's clients name a library by a model. */
// A client's own name for a thing names no row of ours.
const isId = (name: string): boolean => name !== 'external_id' && /(^|_)ids?$|^model$/.test(name);

const fieldsOf = (route: RouteEntry, part: string): string[] =>
  Object.keys(shapeOf(route.schema[part]) ?? {});

/** The fields of a zod object. */
function shapeOf(schema: unknown): object | undefined {
  return typeof schema === 'object' && schema !== null && 'shape' in schema
    ? (schema.shape as object)
    : undefined;
}
